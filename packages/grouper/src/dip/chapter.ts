/** The chapters of ICD-10 (WHO, 10th revision) by their first categories. */
const FIRST_CATEGORIES = [
  ...['A00-B99', 'C00-D48', 'D50-D89', 'E00-E90', 'F00-F99', 'G00-G99', 'H00-H59', 'H60-H95', 'I00-I99', 'J00-J99'],
  ...['K00-K93', 'L00-L99', 'M00-M99', 'N00-N99', 'O00-O99', 'P00-P96', 'Q00-Q99', 'R00-R99', 'S00-T98', 'U00-U99'],
  ...['V01-Y98', 'Z00-Z99'],
] as const

/** The chapter of a normalised code as the range of its categories, `K35.8` → `K00-K93`. */
export function chapterOf(diagnosis: string): string {
  const category = diagnosis.slice(0, 3)
  const chapter = FIRST_CATEGORIES.findLast((range) => range.slice(0, 3) <= category)
  return chapter ?? FIRST_CATEGORIES[0]
}
