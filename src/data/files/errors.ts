import { defineErrors } from '../../base/errors/index.ts'

export const filesErrors = defineErrors('FILES', {
  UNSAFE_NAME: {
    status: 400,
    message: ({ name, problem }: { name: string; problem: string }) =>
      `${JSON.stringify(name)} cannot name a stored file: ${problem}.`,
    hint: "Names are relative paths with '/' between their parts, as 'articles/2026/photo.jpg'.",
  },
  NAME_TOO_LONG: {
    status: 400,
    message: ({ name, limit }: { name: string; limit: string }) =>
      `There is no room for ${JSON.stringify(name.slice(0, 80))}: names have at most ${limit}.`,
    hint: 'Shorten the folder, or raise maxLength where the column has room.',
  },
  NO_FREE_NAME: {
    status: 500,
    message: ({ name, tries }: { name: string; tries: number }) =>
      `No free name was found for ${JSON.stringify(name)} in ${tries} tries.`,
    hint: 'See who makes files of these names: each try had a random part of its own.',
  },
  NOT_FOUND: {
    status: 404,
    message: ({ name }: { name: string }) => `No file ${JSON.stringify(name)} is stored.`,
    hint: 'Ask exists() first where it may be gone; names count as save() gave them back.',
  },
  BAD_RANGE: {
    status: 416,
    message: ({ name, start, end, size }: { name: string; start: number; end: number | undefined; size: number }) =>
      `${JSON.stringify(name)} has ${size} bytes, and none from ${start} to ${end ?? 'its end'}.`,
    hint: 'start and end count bytes from 0, both included; stat() says the size.',
  },
  TOO_LARGE: {
    status: 413,
    message: ({ name, limit }: { name: string; limit: number }) =>
      `The content for ${JSON.stringify(name)} is larger than ${limit} bytes.`,
    hint: 'Nothing was kept. Raise maxSize where such files are wanted.',
  },
  NO_ROOM: {
    status: 507,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `There is no room for ${JSON.stringify(name)}: ${reason}.`,
    hint: 'Nothing was kept. Make room, or raise the limit.',
  },
  CANNOT_SAVE: {
    status: 500,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `${JSON.stringify(name)} could not be saved: ${reason}.`,
    hint: 'Nothing was kept. See that the process may write there.',
  },
  CANNOT_READ: {
    status: 500,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `${JSON.stringify(name)} could not be read: ${reason}.`,
    hint: 'See that the process may read there.',
  },
  CANNOT_DELETE: {
    status: 500,
    message: ({ name, reason }: { name: string; reason: string }) =>
      `${JSON.stringify(name)} could not be deleted: ${reason}.`,
    hint: 'See that the process may write there.',
  },
  OUTSIDE: {
    status: 400,
    message: ({ name }: { name: string }) => `A link on the way to ${JSON.stringify(name)} leads out of the storage.`,
    hint: 'Links are followed only inside of the storage; mount or move the other folder instead.',
  },
  NO_URL: {
    status: null,
    message: ({ storage }: { storage: string }) => `The ${storage} storage has no address at which its files answer.`,
    hint: 'Give it urls (in a project: url), serve its files from a view of your own, or take signedUrl() of a private one.',
  },
  NO_PACKAGE: {
    status: null,
    message: ({ package: name }: { package: string }) => `Files go to S3, but the package '${name}' is not installed.`,
    hint: 'Install all three: `npm install @aws-sdk/client-s3 @aws-sdk/lib-storage @aws-sdk/s3-request-presigner`.',
  },
  BAD_URL: {
    status: null,
    message: ({ problem }: { problem: string }) => `The address of a storage cannot be read: ${problem}.`,
    hint: "Write a folder ('./media'), 'memory:', or 's3://bucket/prefix?region=eu-west-3'.",
  },
  BAD_OPTION: {
    status: null,
    message: ({ option, problem }: { option: string; problem: string }) =>
      `The option ${option} of a storage cannot be used: ${problem}.`,
    hint: 'docs/reference/files.md lists the options and their units.',
  },
  UNKNOWN_STORAGE: {
    status: null,
    message: ({ name, known }: { name: string; known: readonly string[] }) =>
      `The project has no storage '${name}'; it has ${known.map((each) => `'${each}'`).join(', ') || 'none'}.`,
    hint: "Name it under files in the project's options.",
  },
})
