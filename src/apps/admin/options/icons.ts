/** The icons that a registration can choose. */
export const iconNames = [
  'book',
  'pen',
  'house',
  'tag',
  'cart',
  'user',
  'users',
  'shield',
  'clock',
  'file',
  'list',
  'chat',
  'folder',
  'image',
] as const
export type IconName = (typeof iconNames)[number]
