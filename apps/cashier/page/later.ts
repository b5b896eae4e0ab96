/** What comes after the pay button is fetched when it is needed, and does not stand between the patient and the button. */
export const LATER = {
  wallet: () => import('./wallet-panel.tsx'),
  receipt: () => import('./receipt-card.tsx'),
} as const
