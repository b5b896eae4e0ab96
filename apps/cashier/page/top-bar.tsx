import { useState } from 'react'
import { type Language, otherLanguageHref } from '../words/language.ts'
import type { Words } from '../words/zh.ts'
import { applySize, rememberedSize, TEXT_SIZES } from './text-size.ts'

export function TopBar({ words, language, institution }: { words: Words; language: Language; institution: string }) {
  const { pathname, search } = window.location
  return (
    <header className="top">
      <div className="top-line">
        <p className="institution" data-testid="institution" lang="zh-CN">
          {institution || words.cashier}
        </p>
        <a
          className="language"
          href={otherLanguageHref(pathname, search)}
          lang={language === 'zh' ? 'en' : 'zh-CN'}
          data-testid="language"
        >
          {words.otherLanguage}
        </a>
      </div>
      <TextSizeSwitch words={words} />
    </header>
  )
}

function TextSizeSwitch({ words }: { words: Words }) {
  const [chosen, choose] = useState(rememberedSize)
  return (
    <fieldset className="sizes">
      <legend>{words.textSize}</legend>
      {TEXT_SIZES.map((size) => (
        <label key={size} className={size === chosen ? 'size is-chosen' : 'size'} data-testid={`size-${size}`}>
          <input
            type="radio"
            name="text-size"
            value={size}
            checked={size === chosen}
            onChange={() => {
              applySize(size)
              choose(size)
            }}
          />
          <span aria-hidden="true" className="tick">
            {size === chosen ? '✓' : ''}
          </span>
          {words.textSizes[size]}
        </label>
      ))}
    </fieldset>
  )
}
