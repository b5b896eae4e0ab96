import { createRoot } from 'react-dom/client'
import { tokenOf } from '../session/cashier-api.ts'
import { languageOf, wordsOf } from '../words/language.ts'
import { connectSession, deviceOf, followPage } from './browser.ts'
import { CashierPage } from './cashier-page.tsx'
import { UnknownToken } from './dead-ends.tsx'
import { applySize, rememberedSize } from './text-size.ts'

const language = languageOf(window.location.search)
const token = tokenOf(window.location.pathname)
const session = token === null ? null : connectSession(token)

applySize(rememberedSize())
if (session) {
  followPage(session)
  session.start()
}

void wordsOf(language).then((words) => {
  document.documentElement.lang = words.htmlLang
  createRoot(document.getElementById('cashier')!).render(
    session ? (
      <CashierPage session={session} words={words} language={language} device={deviceOf()} />
    ) : (
      <UnknownToken words={words} />
    ),
  )
})
