import { type Command, Option } from 'commander'
import type { JwtAlgorithm } from '../../../apps/tokens/index.ts'
import { terminal } from '../terminal.ts'

/** `nuages generate-jwt-key`: a key for `JWT_KEYS`. */
export function generateJwtKey(program: Command): void {
  program
    .command('generate-jwt-key')
    .description('Print a new key to sign JSON Web Tokens with, for JWT_KEYS. Needs no project, and keeps nothing.')
    .addOption(
      new Option('--algorithm <name>', 'EdDSA and ES256 publish what checks; HS256 is one secret for both')
        .choices(['EdDSA', 'ES256', 'HS256'] satisfies JwtAlgorithm[])
        .default('EdDSA'),
    )
    .addHelpText('after', '\nSeveral keys are a JSON list: the first signs, all of them check.')
    .action(async ({ algorithm }: { algorithm: JwtAlgorithm }) => {
      const tokens = await import('../../../apps/tokens/index.ts')
      terminal.print(JSON.stringify(await tokens.generateJwtKey(algorithm)))
    })
}
