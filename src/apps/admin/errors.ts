import { defineErrors } from '../../base/errors/index.ts'

/** The admin's coded errors. All but the last come from declarations and are found when the project starts. */
export const adminErrors = defineErrors('ADMIN', {
  UNKNOWN_PATH: {
    status: null,
    message: ({ model, option, path, problem }: { model: string; option: string; path: string; problem: string }) =>
      `The admin of ${model} names '${path}' in ${option}, but ${problem}`,
    hint: 'Name a field of the model, or one across relations with two underscores: `section__name`.',
  },
  SECRET_PATH: {
    status: null,
    message: ({ model, option, path }: { model: string; option: string; path: string }) =>
      `The admin of ${model} names '${path}' in ${option}, and that field is secret.`,
    hint: 'A field with `secret: true` is never shown, searched or filtered by; take it out of the option.',
  },
  WRONG_PATH: {
    status: null,
    message: ({ model, option, path, problem }: { model: string; option: string; path: string; problem: string }) =>
      `The admin of ${model} cannot use '${path}' in ${option}: ${problem}`,
    hint: 'Name a field that the option can work with; the reference of the admin lists them.',
  },
  DUPLICATE_FIELD: {
    status: null,
    message: ({ model, field }: { model: string; field: string }) =>
      `The admin of ${model} has the field '${field}' twice in its fieldsets.`,
    hint: 'A form can hold a field once; take one of the two away.',
  },
  BOTH_OPTIONS: {
    status: null,
    message: ({ model, one, other }: { model: string; one: string; other: string }) =>
      `The admin of ${model} has both ${one} and ${other}.`,
    hint: 'They say the same in two ways; keep one of them.',
  },
  WRONG_REGISTRATIONS: {
    status: null,
    message: ({ problems }: { problems: readonly string[] }) =>
      `${problems.length} things are wrong with the registrations of the admin:\n${problems.map((each) => `- ${each}`).join('\n')}`,
    hint: '`nuages check` says of each what to do.',
  },
  DUPLICATE_MODEL: {
    status: null,
    message: ({ model }: { model: string }) => `The model ${model} is registered twice with the same admin site.`,
    hint: 'Keep one `admin(…)` of the model, or give the other one to a second site.',
  },
  INLINE_KEY: {
    status: null,
    message: ({ model, inline, problem }: { model: string; inline: string; problem: string }) =>
      `The admin of ${model} has an inline of ${inline}, but ${problem}`,
    hint: 'The model of an inline has a foreign key to the model of the form; where it has several, `foreignKey` names one.',
  },
  DEEP_INLINE: {
    status: null,
    message: ({ model, inline }: { model: string; inline: string }) =>
      `The inline of ${inline} in ${model} has inlines of its own, two levels below the form.`,
    hint: 'A form has inlines, and those may have inlines; give the rest a page of its own with showChangeLink.',
  },
  BAD_INLINE_COUNT: {
    status: null,
    message: ({ model, option, value }: { model: string; option: string; value: unknown }) =>
      `The inline of ${model} has ${option}: ${String(value)}.`,
    hint: 'extra, min and max are whole numbers from 0.',
  },
  BAD_PAGE_SIZE: {
    status: null,
    message: ({ model, size }: { model: string; size: unknown }) =>
      `The admin of ${model} has a listPerPage of ${String(size)}.`,
    hint: 'listPerPage is a whole number from 1 to 1000.',
  },
  BAD_ACTION: {
    status: null,
    message: ({ model, action, problem }: { model: string; action: string; problem: string }) =>
      `The action '${action}' of the admin of ${model} cannot be used: ${problem}.`,
    hint: 'Give each action a name of its own, permissions that the model has, and a function `run`.',
  },
  BAD_COLOUR: {
    status: null,
    message: ({ name, theme, colour }: { name: string; theme: string; colour: string }) =>
      `The accent's '${name}' of the ${theme} theme is '${colour}', and that is no colour.`,
    hint: "A colour of an accent is written '#rrggbb' or 'oklch(lightness chroma hue)'.",
  },
  LOW_CONTRAST: {
    status: null,
    message: ({ one, other, theme, ratio }: { one: string; other: string; theme: string; ratio: number }) =>
      `In the ${theme} theme ${one} on ${other} has a contrast of ${ratio} to 1, and 4.5 to 1 is the least that people can read.`,
    hint: 'Make one of the two lighter or darker; in oklch the first number alone will do.',
  },
  BAD_VIEW: {
    status: null,
    message: ({ where, path, problem }: { where: string; path: string; problem: string }) =>
      `The admin of ${where} has a view at '${path}': ${problem}`,
    hint: "A view's path stands below the list or below the site, and ends with a slash: 'report/', 'report/<int:year>/'.",
  },
  NO_USER: {
    status: 500,
    message: () => 'The admin was called for a request that has no user.',
    hint: 'Put the sessions, authentication and CSRF middleware in front of the admin; a project of `defineProject` has them.',
  },
})
