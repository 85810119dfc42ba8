export { messagesErrors } from './errors.ts'
export { messagesLibrary, messageTemplatesDir, messageVariables } from './library.ts'
export { defaultTags, type LevelTags, type Message, messageLevels } from './message.ts'
export { type FlashMessagesOptions, flashMessages, messages, tryMessages } from './middleware.ts'
export { collectMessages, type GetMessagesOptions, getMessages } from './outbox.ts'
export {
  type MessageEvent,
  type MessageOptions,
  type MessageSettings,
  messagesAdded,
  RequestMessages,
} from './request-messages.ts'
export { type CookieStorageOptions, cookieStorage, type Kept, type MessageStorage, sessionStorage } from './storage.ts'
