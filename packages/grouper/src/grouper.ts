export { type BlockMemory, createBlockMemory } from './block-output.ts'
export {
  type BlockGrouper,
  type BlockGrouperOptions,
  createBlockGrouper,
  type GroupedBlock,
  type RowRefusal,
  type Schemes,
} from './case-block.ts'
export {
  checkScheme,
  type FindingCode,
  type FindingSeverity,
  SCHEME_FINDINGS,
  type SchemeFinding,
} from './check-scheme.ts'
export { buildScheme, type CompiledScheme, compileScheme } from './compile-scheme.ts'
export { isCompiledScheme, loadScheme, saveScheme } from './compiled-file.ts'
export { type CodeWord, type Condition, type NumberWord, readCondition, type Sex } from './condition.ts'
export { conditionText, parseConditionText } from './condition-text.ts'
export { decodeRow } from './decode-row.ts'
export { exportSheets } from './export-sheets.ts'
export { createCaseGrouper, groupCase } from './group-case.ts'
export { GROUPER_PROBLEMS, GrouperError, type GrouperErrorCode } from './grouper-error.ts'
export {
  CASE_REFUSALS,
  type CaseRefusal,
  type CaseRefusalCode,
  type Grouping,
  type GroupingCase,
} from './grouping-case.ts'
export { createIdMemory, IDS_REMEMBERED } from './id-memory.ts'
export { type ImportedScheme, importSheets } from './import-sheets.ts'
export { createLineTracer } from './line-tracer.ts'
export { type CaseRow, readCases } from './read-cases.ts'
export { readCsvSheet, writeCsvSheet } from './read-csv.ts'
export { readTables } from './read-tables.ts'
export { isWorkbook, readWorkbook } from './read-xlsx.ts'
export type { AdrgTable, DrgTable, MdcTable, Policy, SchemeTables, SeverityModifier } from './scheme-tables.ts'
export type { Sheet } from './sheet.ts'
export { filesOf, readTablesFolder, writeTablesFolder } from './tables-folder.ts'
export { type CaseTrace, createTracer, type SeverityTrace, type TracedGrouping, traceCase } from './trace-case.ts'
export type { HeldCondition } from './trace-rule.ts'
export { type ChangeLabel, type GroupChange, whatWouldChange } from './what-would-change.ts'
