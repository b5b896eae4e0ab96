/** `original`: Charlson 1987; `updated`: Quan 2011. */
export type CharlsonWeights = 'original' | 'updated'

export interface CharlsonCondition {
  readonly name: string
  readonly codes: readonly string[]
  readonly points: Readonly<Record<CharlsonWeights, number>>
  readonly drops: readonly string[]
}

/** E10–E14 with these fourth characters, and likewise for each type of diabetes. */
const diabetes = (...fourth: readonly string[]): string[] =>
  ['E10', 'E11', 'E12', 'E13', 'E14'].flatMap((type) => fourth.map((digit) => `${type}.${digit}`))

const one = (
  name: string,
  codes: readonly string[],
  [original, updated]: readonly [number, number],
  drops: readonly string[] = [],
): CharlsonCondition => ({ name, codes, points: { original, updated }, drops })

/**
 * The seventeen conditions in ICD-10.
 *
 * Codes: H. Quan et al., Coding algorithms for defining comorbidities in ICD-9-CM and ICD-10 administrative data, Med Care 43
 * (2005) 1130–1139. Original points: M. E. Charlson et al., J Chronic Dis 40 (1987) 373–383. Updated points: H. Quan et al., Am J
 * Epidemiol 173 (2011) 676–682. The milder form of a disease does not count beside the severer one.
 */
export const CHARLSON_CONDITIONS: readonly CharlsonCondition[] = [
  one('myocardial infarction', ['I21', 'I22', 'I25.2'], [1, 0]),
  one(
    'congestive heart failure',
    ['I09.9', 'I11.0', 'I13.0', 'I13.2', 'I25.5', 'I42.0', 'I42.5-I42.9', 'I43', 'I50', 'P29.0'],
    [1, 2],
  ),
  one(
    'peripheral vascular disease',
    ['I70', 'I71', 'I73.1', 'I73.8', 'I73.9', 'I77.1', 'I79.0', 'I79.2', 'K55.1', 'K55.8', 'K55.9', 'Z95.8', 'Z95.9'],
    [1, 0],
  ),
  one('cerebrovascular disease', ['G45', 'G46', 'H34.0', 'I60-I69'], [1, 0]),
  one('dementia', ['F00-F03', 'F05.1', 'G30', 'G31.1'], [1, 2]),
  one('chronic pulmonary disease', ['I27.8', 'I27.9', 'J40-J47', 'J60-J67', 'J68.4', 'J70.1', 'J70.3'], [1, 1]),
  one('rheumatic disease', ['M05', 'M06', 'M31.5', 'M32-M34', 'M35.1', 'M35.3', 'M36.0'], [1, 1]),
  one('peptic ulcer disease', ['K25-K28'], [1, 0]),
  one(
    'mild liver disease',
    [
      'B18',
      'K70.0-K70.3',
      'K70.9',
      'K71.3-K71.5',
      'K71.7',
      'K73',
      'K74',
      'K76.0',
      'K76.2-K76.4',
      'K76.8',
      'K76.9',
      'Z94.4',
    ],
    [1, 2],
  ),
  one('diabetes without chronic complication', diabetes('0', '1', '6', '8', '9'), [1, 0]),
  one(
    'diabetes with chronic complication',
    diabetes('2', '3', '4', '5', '7'),
    [2, 1],
    ['diabetes without chronic complication'],
  ),
  one('hemiplegia or paraplegia', ['G04.1', 'G11.4', 'G80.1', 'G80.2', 'G81', 'G82', 'G83.0-G83.4', 'G83.9'], [2, 2]),
  one(
    'renal disease',
    ['I12.0', 'I13.1', 'N03.2-N03.7', 'N05.2-N05.7', 'N18', 'N19', 'N25.0', 'Z49.0-Z49.2', 'Z94.0', 'Z99.2'],
    [2, 1],
  ),
  one(
    'malignancy',
    ['C00-C26', 'C30-C34', 'C37-C41', 'C43', 'C45-C58', 'C60-C76', 'C81-C85', 'C88', 'C90-C97'],
    [2, 2],
  ),
  one(
    'moderate or severe liver disease',
    ['I85.0', 'I85.9', 'I86.4', 'I98.2', 'K70.4', 'K71.1', 'K72.1', 'K72.9', 'K76.5-K76.7'],
    [3, 4],
    ['mild liver disease'],
  ),
  one('metastatic solid tumour', ['C77-C80'], [6, 6], ['malignancy']),
  one('AIDS', ['B20-B22', 'B24'], [6, 4]),
]
