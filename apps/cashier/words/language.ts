import type { Bilingual } from '../view.ts'
import { type Words, zh } from './zh.ts'

export type Language = keyof Bilingual

/** Chinese unless `?lang=en` asks otherwise. */
export function languageOf(search: string): Language {
  return new URLSearchParams(search).get('lang') === 'en' ? 'en' : 'zh'
}

/** English is fetched only by those who read it; when it cannot be fetched, a Chinese page is better than none. */
export async function wordsOf(language: Language): Promise<Words> {
  if (language === 'zh') return zh
  return import('./en.ts').then(
    ({ en }) => en,
    () => zh,
  )
}

/** The same page in the other language; the rest of the address stays. */
export function otherLanguageHref(pathname: string, search: string): string {
  const parameters = new URLSearchParams(search)
  if (languageOf(search) === 'en') parameters.delete('lang')
  else parameters.set('lang', 'en')
  const rest = parameters.toString()
  return rest ? `${pathname}?${rest}` : pathname
}
