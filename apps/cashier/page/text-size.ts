export const TEXT_SIZES = ['standard', 'large', 'largest'] as const
export type TextSize = (typeof TEXT_SIZES)[number]

const NAME = 'medsettle.textSize'

/** The size chosen last on this device; whatever else lies in the storage counts as standard. */
export function rememberedSize(): TextSize {
  try {
    return TEXT_SIZES.find((size) => size === window.localStorage.getItem(NAME)) ?? 'standard'
  } catch {
    return 'standard'
  }
}

/** Applies the size at once; where storage is forbidden it lasts as long as the page. */
export function applySize(size: TextSize): void {
  document.documentElement.dataset.size = size
  try {
    window.localStorage.setItem(NAME, size)
  } catch {
    // nothing depends on it
  }
}
