import { natsServers } from './nats-servers.ts'

try {
  if (process.env['TENON_NATS'] === 'off') process.stdout.write('TENON_NATS=off: no nats-server is downloaded.\n')
  else for (const { version, path } of await natsServers()) process.stdout.write(`nats-server ${version}  ${path}\n`)
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
  process.exitCode = 1
}
