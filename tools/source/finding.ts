/** One thing that breaks a rule of the house. */
export interface Finding {
  /** `domain/order/decide.ts:12` */
  readonly place: string
  readonly message: string
}

export const showFinding = ({ place, message }: Finding): string => `${place}  ${message}`
