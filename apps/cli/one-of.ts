import { InvalidArgumentError } from 'commander'

/** An option that takes one of a few words. */
export const oneOf =
  (choices: readonly string[]) =>
  (text: string): string => {
    if (!choices.includes(text)) throw new InvalidArgumentError(`Choose one of ${choices.join(', ')}.`)
    return text
  }
