/**
 * The messages of a project, for `gettext` and its like to take no others: a key for each message, its plural as the value where it has
 * one and null where it has none; of a message with a context the key is the context, U+0004 and the message. Empty as long as
 * nobody fills it, and then every text is a message. `nuages makemessages --types` writes the declaration:
 *
 *     declare module 'nuages/i18n' {
 *       interface RegisteredMessages {
 *         'Good evening': null
 *         '%(count)s book': '%(count)s books'
 *         'month\u0004May': null
 *       }
 *     }
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by module augmentation
export interface RegisteredMessages {}
