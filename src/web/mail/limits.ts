/** What one mail may hold. */
export interface MailLimits {
  /** To, cc and bcc together. Default 100, which every server takes (RFC 5321, 4.5.3.1.8). */
  readonly recipients: number
  /** Bytes of the whole mail as it is sent. Default 25 MB (25,000,000), where most servers draw the line. */
  readonly bytes: number
  /** Attachments and inline images together. Default 100. */
  readonly attachments: number
  /** Headers of one's own. Default 50. */
  readonly headers: number
}

export const defaultMailLimits: MailLimits = Object.freeze({
  recipients: 100,
  bytes: 25_000_000,
  attachments: 100,
  headers: 50,
})
