const otherDigit = /(?![0-9])\p{Nd}/gu
const digit = /^\p{Nd}$/u

/** Decimal digits of every script as 0 to 9: people type what their keyboard has. Digits stand in runs of ten. */
export function asciiDigits(text: string): string {
  const known = new Map<string, string>()
  return text.replace(otherDigit, (character) => {
    let ascii = known.get(character)
    if (ascii === undefined) {
      ascii = asciiDigit(character)
      known.set(character, ascii)
    }
    return ascii
  })
}

function asciiDigit(character: string): string {
  const code = character.codePointAt(0)!
  let start = code
  while (digit.test(String.fromCodePoint(start - 1))) start--
  return String((code - start) % 10)
}
