/** Where in an HTML document a place is, as far as escaping is concerned. */
export type HtmlMode =
  | 'data'
  /** After `<` or `</`. */
  | 'open'
  | 'tagName'
  /** Inside a tag, between attributes. */
  | 'between'
  | 'attributeName'
  /** After `=`. */
  | 'beforeValue'
  /** Inside a value: `quote` says in which quotes, '' in none. */
  | 'value'
  | 'comment'
  /** Inside `<!…>` or `<?…>`. */
  | 'declaration'
  /** Inside an element whose text is no HTML: `tag` says which. */
  | 'raw'

/** Elements whose text ends only with their own end tag. */
const rawElements: ReadonlySet<string> = new Set([
  'script',
  'style',
  'textarea',
  'title',
  'xmp',
  'iframe',
  'noembed',
  'noframes',
])

/**
 * Reads HTML in pieces and knows where it is: the tokenizer of the HTML standard
 * (https://html.spec.whatwg.org/multipage/parsing.html#tokenization) as far as it matters which text an escaped value may
 * not leave.
 */
export class HtmlState {
  mode: HtmlMode = 'data'
  /** The element of the tag being read, or of the raw text. */
  tag = ''
  closing = false
  attribute = ''
  quote = ''
  /** Whether the attribute's value has begun. */
  begun = false
  /** The literal text with which the value begins. */
  prefix = ''
  /** The `type` of a `<script>`. */
  type = ''
  readonly script = new ScriptState()
  /** The end of what was read: an end tag or comment may lie across two pieces. */
  #tail = ''

  clone(): HtmlState {
    const copy = Object.assign(new HtmlState(), { ...this, script: this.script.clone() })
    copy.#tail = this.#tail
    return copy
  }

  /** Whether a value here stands in JavaScript: a script, an event handler, or a `javascript:` address. */
  get isScript(): boolean {
    if (this.mode === 'raw') return this.tag === 'script' && !/template|html|handlebars|mustache/.test(this.type)
    return this.mode === 'value' && (this.isHandler || this.isScriptAddress)
  }

  get isHandler(): boolean {
    return /^on[a-z]/.test(this.attribute)
  }

  get isScriptAddress(): boolean {
    // Browsers leave out spaces and control characters before and inside the scheme.
    return addressAttributes.has(this.attribute) && /^javascript:/i.test(this.prefix.replace(/[\x00-\x20]/g, ''))
  }

  /** True where the value would begin an address. */
  get beginsAddress(): boolean {
    const inValue = this.mode === 'value' || this.mode === 'beforeValue'
    return inValue && addressAttributes.has(this.attribute) && this.prefix.trim() === ''
  }

  /** Goes past a value that is shown. */
  value(): void {
    if (this.mode === 'beforeValue') this.#startValue('')
    if (this.mode === 'value') {
      this.begun = true
      if (!this.isScriptAddress) this.prefix += '\uFFFD'
    }
    if (this.mode === 'open') this.mode = 'tagName'
    if (this.mode === 'between') {
      this.mode = 'attributeName'
      this.attribute = ''
    }
    this.#tail = ''
  }

  text(text: string): void {
    for (const character of text) this.#step(character)
  }

  #startValue(quote: string): void {
    this.mode = 'value'
    this.quote = quote
    this.begun = false
    this.prefix = ''
    this.script.reset()
  }

  #step(character: string): void {
    const space = /\s/.test(character)
    switch (this.mode) {
      case 'data':
        if (character === '<') {
          this.mode = 'open'
          this.tag = ''
          this.closing = false
        }
        return
      case 'open':
        if (/[a-z]/i.test(character)) {
          this.mode = 'tagName'
          this.tag = character.toLowerCase()
          this.type = ''
        } else if (character === '/' && !this.closing) this.closing = true
        else if (this.closing ? character !== '>' : character === '!' || character === '?') {
          // After `</` anything but a letter begins what browsers keep as a comment.
          this.mode = 'declaration'
          this.#tail = this.closing ? ' ' : character
        } else if (character === '<') this.closing = false
        else this.mode = 'data'
        return
      case 'tagName':
        if (character === '>') this.#endTag()
        else if (space || character === '/') this.mode = 'between'
        else this.tag += character.toLowerCase()
        return
      case 'between':
        if (character === '>') this.#endTag()
        else if (character === '=' && this.attribute !== '') this.mode = 'beforeValue'
        else if (!space && character !== '/') {
          this.mode = 'attributeName'
          this.attribute = character.toLowerCase()
        }
        return
      case 'attributeName':
        if (character === '>') this.#endTag()
        else if (character === '=') this.mode = 'beforeValue'
        else if (space) this.mode = 'between'
        else if (character === '/') {
          this.mode = 'between'
          this.attribute = ''
        } else this.attribute += character.toLowerCase()
        return
      case 'beforeValue':
        if (space) return
        if (character === '>') this.#endTag()
        else if (character === '"' || character === "'") this.#startValue(character)
        else {
          this.#startValue('')
          this.#step(character)
        }
        return
      case 'value':
        this.#stepValue(character, space)
        return
      case 'declaration':
        this.#tail += character
        if (this.#tail === '!--') {
          this.mode = 'comment'
          this.#tail = ''
        } else if (character === '>') this.mode = 'data'
        return
      case 'comment':
        this.#tail = (this.#tail + character).slice(-4)
        if (this.#tail.endsWith('-->') || this.#tail === '--!>' || this.#tail === '>' || this.#tail === '->')
          this.mode = 'data'
        return
      case 'raw':
        this.#stepRaw(character)
    }
  }

  #stepValue(character: string, space: boolean): void {
    const ends = this.quote === '' ? space || character === '>' : character === this.quote
    if (!ends) {
      this.begun = true
      this.prefix += character
      if (this.isHandler || this.isScriptAddress) this.script.step(character)
      return
    }
    if (this.attribute === 'type' && this.tag === 'script') this.type = this.prefix.toLowerCase()
    this.mode = 'between'
    this.attribute = ''
    if (this.quote === '' && character === '>') this.#endTag()
  }

  #stepRaw(character: string): void {
    this.#tail = (this.#tail + character.toLowerCase()).slice(-(this.tag.length + 3))
    const end = `</${this.tag}`
    if (this.#tail.startsWith(end) && /[\s/>]/.test(character)) {
      this.mode = 'between'
      this.closing = true
      this.attribute = ''
      if (character === '>') this.#endTag()
      return
    }
    if (this.tag === 'script') this.script.step(character)
  }

  #endTag(): void {
    const raw = !this.closing && rawElements.has(this.tag)
    this.mode = raw ? 'raw' : 'data'
    this.attribute = ''
    this.quote = ''
    this.begun = false
    this.prefix = ''
    this.#tail = ''
    if (raw) this.script.reset()
    else this.tag = ''
  }

  /**
   * The state after one of two ways to the same place; null where they end in places so different that nothing can be said
   * of what follows.
   */
  join(other: HtmlState): HtmlState | null {
    const joined = this.clone()
    const inTag = (state: HtmlState) =>
      state.mode === 'tagName' || state.mode === 'between' || state.mode === 'attributeName'
    if (inTag(this) && inTag(other)) {
      if (this.mode === other.mode && this.attribute === other.attribute && this.tag === other.tag) return joined
      if (this.tag !== other.tag || this.closing !== other.closing) return null
      joined.mode = 'between'
      joined.attribute = ''
      if (this.type !== other.type) joined.type = ''
      return joined
    }
    if (this.mode !== other.mode || this.tag !== other.tag) return null
    if (this.mode === 'value') {
      if (this.attribute !== other.attribute || this.quote !== other.quote) return null
      joined.begun = this.begun || other.begun
      if (this.prefix !== other.prefix) joined.prefix = this.isScriptAddress ? this.prefix : other.prefix || this.prefix
    }
    if (this.isScript && !this.script.equals(other.script)) return null
    return joined
  }
}

/** Attributes that hold an address. */
const addressAttributes: ReadonlySet<string> = new Set([
  'href',
  'src',
  'action',
  'formaction',
  'xlink:href',
  'poster',
  'data',
  'cite',
  'background',
  'ping',
  'manifest',
])

/** Where in JavaScript a place is: in which string, comment or regular expression, if in any. */
export class ScriptState {
  /** A quote, '//' or '/*' in a comment, '/' in a regular expression; '' in code. */
  inside = ''
  #escaped = false
  #class = false
  /** The last character of code that is no space: it tells a regular expression from a division. */
  #last = ''
  #before = ''

  clone(): ScriptState {
    const copy = new ScriptState()
    copy.inside = this.inside
    copy.#escaped = this.#escaped
    copy.#class = this.#class
    copy.#last = this.#last
    copy.#before = this.#before
    return copy
  }

  reset(): void {
    this.inside = ''
    this.#escaped = false
    this.#class = false
    this.#last = ''
    this.#before = ''
  }

  equals(other: ScriptState): boolean {
    return this.inside === other.inside
  }

  get inString(): boolean {
    return this.inside === '"' || this.inside === "'" || this.inside === '`'
  }

  step(character: string): void {
    const before = this.#before
    this.#before = character
    if (this.#escaped) {
      this.#escaped = false
      return
    }
    switch (this.inside) {
      case '':
        this.#stepCode(character, before)
        return
      case '//':
        if (character === '\n') this.inside = ''
        return
      case '/*':
        if (before === '*' && character === '/') {
          this.inside = ''
          this.#before = ''
        }
        return
      case '/':
        if (character === '\\') this.#escaped = true
        else if (character === '[') this.#class = true
        else if (character === ']') this.#class = false
        else if (character === '\n' || (character === '/' && !this.#class)) this.inside = ''
        return
      default:
        if (character === '\\') this.#escaped = true
        else if (character === this.inside || (character === '\n' && this.inside !== '`')) {
          this.inside = ''
          this.#last = character
        }
    }
  }

  #stepCode(character: string, before: string): void {
    if (character === '"' || character === "'" || character === '`') this.inside = character
    else if (character === '/' && before === '/') this.inside = '//'
    else if (character === '*' && before === '/') {
      this.inside = '/*'
      this.#before = ''
    } else if (before === '/' && this.#last === '/re') {
      this.inside = '/'
      this.#class = character === '['
      this.#escaped = character === '\\'
    }
    if (character === '/') this.#last = /[\p{L}\p{N}_$)\]"'`]/u.test(this.#last) ? '/' : '/re'
    else if (!/\s/.test(character)) this.#last = character
  }
}
