/** A small review for tests: two quotas, four reasons, all three forms of payment. */
export const REVIEW_RULES = {
  id: 'r',
  version: '1',
  source: 'test',
  validFrom: '2026-01-01',
  validTo: null,
  dimensions: {
    scheme: { values: ['drg', 'dip'], default: 'drg' },
    newTechnology: { values: ['yes', 'no'], default: 'no' },
  },
  period: 'month',
  nomination: 'automatic',
  excluded: [
    { name: 'two days or less', when: { stayDays: { atMost: '2' } } },
    { name: 'over 60 days', when: { stayDays: { above: '60' } } },
  ],
  candidates: [
    { name: 'above 3', when: { costRatio: { above: '3' } } },
    { name: 'new technology', when: { newTechnology: 'yes' } },
    { name: 'intensive care', when: { icuDays: { atLeast: '7' } } },
  ],
  quotas: [
    {
      name: 'DRG',
      when: { scheme: 'drg' },
      base: 'all',
      limit: { share: '0.5', rounding: 'down', least: '0' },
    },
    { name: 'DIP', when: { scheme: 'dip' }, base: 'settled', limit: null },
  ],
  order: [
    { by: 'costRatio', first: 'highest' },
    { by: 'loss', first: 'highest' },
  ],
  deadlines: {
    nominationDays: '10',
    admission: { days: '5', lapse: 'priceStands' },
    opinion: { days: '20', lapse: 'priceStands' },
    agreement: { days: '10', lapse: 'proposalStands' },
  },
  payments: {
    rounding: 'halfUp',
    cost: { share: '0.9', most: '4' },
    adjustedWeight: { most: null },
    standard: true,
    votesAbove: '0.5',
  },
}
