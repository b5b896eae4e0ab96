/** What is wrong with a model of risk; each problem has its place in the model. */
export const MODEL_PROBLEMS = {
  RISK_CELLS_OVERLAP: 'two cells hold for the same age and sex',
  RISK_CELLS_GAP: 'no cell holds for an age and sex',
  RISK_CELL_REVERSED: 'the cell ends before it begins',
  RISK_CONDITION_TWICE: 'two conditions have this name',
  RISK_CODE_TWICE: 'a code belongs to two conditions',
  RISK_CODE_INVALID: 'this is no diagnosis code of ICD-10, nor the beginning of one',
  RISK_CONDITION_UNKNOWN: 'there is no condition of this name',
  RISK_HIERARCHY_CIRCLE: 'conditions drop each other in a circle, so that none of them would count',
  RISK_DROP_EARNS_LESS: 'a condition drops one that weighs more, so that a sicker person would earn less',
  RISK_INTERACTION_TOO_FEW: 'an interaction is of two conditions at least, each named once',
  RISK_INTERACTION_IMPOSSIBLE: 'one condition of the interaction drops another, so that it never holds',
} as const

export type ModelProblemCode = keyof typeof MODEL_PROBLEMS

export interface ModelProblem {
  readonly code: ModelProblemCode
  /** `conditions[2].drops[0]` */
  readonly place: string
  readonly message: string
}

export const modelProblem = (code: ModelProblemCode, place: string, what = ''): ModelProblem => ({
  code,
  place,
  message: what === '' ? MODEL_PROBLEMS[code] : `${MODEL_PROBLEMS[code]}: ${what}`,
})
