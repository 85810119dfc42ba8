const reasons: Readonly<Record<string, string>> = {
  __proto__: null as never,
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of its path is a file',
  ENOENT: 'it is not there',
  ENOSPC: 'the disk is full',
  EROFS: 'the disk is for reading only',
}

/** What went wrong with a file, in words. */
export function fileReason(error: unknown): string {
  const { code, message } = error as { code?: string; message: string }
  return reasons[code ?? ''] ?? message
}
