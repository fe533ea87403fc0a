// Open a form in one of the libraries that offices' own little programs are made with, change it, and save it.
// Orders come as JSON on the input: {program, from, to, cells, how}. Libraries are looked for where this is run.
const at = require('path').join(process.cwd(), 'node_modules') + '/'
const fs = require('fs')

const value = (cell) => (cell.date ? new Date(cell.date + 'T00:00:00Z') : cell.value)

const programs = {
  async exceljs({ from, to, cells, how }) {
    const { Workbook } = require(at + 'exceljs')
    const book = new Workbook()
    await book.xlsx.readFile(from)
    for (const cell of cells) book.getWorksheet(cell.sheet).getCell(cell.at).value = value(cell)
    if (how === 'comments') {
      for (const cell of cells) book.getWorksheet(cell.sheet).getCell(cell.at).note = '以批注为准：已完成八成'
    }
    if (how === 'unprotect') book.eachSheet((sheet) => sheet.unprotect())
    if (how === 'delete-row') book.getWorksheet('节点确认').spliceRows(7, 1)
    if (how === 'insert-row') book.getWorksheet('节点确认').insertRow(7, ['', '本局新增任务', '自行安排', '', '已按期完成'])
    if (how === 'delete-column') book.getWorksheet('节点确认').spliceColumns(9, 1)
    if (how === 'insert-column') book.getWorksheet('节点确认').spliceColumns(5, 0, ['', '', '', '序'])
    await book.xlsx.writeFile(to)
  },
  sheetjs({ from, to, cells, how }) {
    const XLSX = require(at + 'xlsx')
    const read = (file) => XLSX.read(fs.readFileSync(file), { cellStyles: !(how && how.append), cellNF: true })
    const book = read(from)
    for (const cell of cells) {
      const old = book.Sheets[cell.sheet][cell.at] || {}
      const days = cell.date && Date.parse(cell.date + 'T00:00:00Z') / 86400000 + 25569
      const fresh = cell.date ? { t: 'n', v: days, z: 'yyyy-mm-dd' } : typeof cell.value === 'number' ? { t: 'n', v: cell.value } : { t: 's', v: cell.value }
      book.Sheets[cell.sheet][cell.at] = { s: old.s, ...fresh }
    }
    if (how && how.append) {
      const other = read(how.append)
      for (const name of other.SheetNames.slice(0, 3)) XLSX.utils.book_append_sheet(book, other.Sheets[name], name + '2')
    }
    if (how === 'new-book') {
      const fresh = XLSX.utils.book_new()
      for (const name of book.SheetNames.slice(0, 3)) {
        const lines = XLSX.utils.sheet_to_json(book.Sheets[name], { header: 1, raw: true })
        XLSX.utils.book_append_sheet(fresh, XLSX.utils.aoa_to_sheet(lines), name)
      }
      return XLSX.writeFile(fresh, to)
    }
    XLSX.writeFile(book, to, { compression: true, bookSST: true })
  },
  async populate({ from, to, cells, how }) {
    const XlsxPopulate = require(at + 'xlsx-populate')
    const book = await XlsxPopulate.fromFileAsync(from)
    for (const cell of cells) book.sheet(cell.sheet).cell(cell.at).value(value(cell))
    await book.toFileAsync(to, how ? { password: how } : {})
  },
}

async function main() {
  for (const order of JSON.parse(fs.readFileSync(0, 'utf8'))) await programs[order.program](order)
}

main()
