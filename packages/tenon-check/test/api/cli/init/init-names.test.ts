import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { packageFolders } from '../../../../src/service/project/packages/package-folders.ts'
import { checkHere } from '../tenon-check.ts'
import { E, newcomer, written } from './newcomer.ts'
import { type Files, write } from '../shop.ts'

/** The paths of a real kind of project, and the expected result of init. */
interface Named {
  readonly name: string
  readonly paths: readonly string[]
  readonly domain: readonly string[]
  readonly service: readonly string[]
  readonly api: readonly string[]
}

const named: readonly Named[] = [
  {
    name: 'folders whose names are in upper case',
    paths: [
      'packages/auth/src/Domain/User/User.ts',
      'packages/auth/src/Infra/TypeORM/Users.ts',
      'packages/files/src/Domain/File.ts',
      'packages/files/src/Infra/S3.ts',
      'packages/files/src/Controller/Files.ts',
    ],
    domain: ['packages/*/src/Domain/**'],
    service: ['packages/*/src/Infra/**'],
    api: ['packages/**'],
  },
  {
    name: 'repositories in folders named for a database',
    paths: [
      'src/modules/user/domain/user.ts',
      'src/modules/user/database/user.repository.ts',
      'src/modules/wallet/domain/wallet.ts',
      'src/modules/wallet/database/wallet.repository.ts',
      'src/libs/db/sql.ts',
      'src/modules/user/commands/create-user.ts',
      'database/migrate.ts',
      'scripts/db/create.js',
    ],
    domain: ['src/modules/*/domain/**'],
    service: ['src/libs/db/**', 'src/modules/*/database/**'],
    api: ['src/**', 'database/**', 'scripts/**'],
  },
  {
    name: 'the other names that a service goes by',
    paths: [
      'src/domain/a.ts',
      'src/domain/repositories/a.ts',
      'src/domain/providers/a.ts',
      ...'dal dao repos Repository data-access dataAccess clients providers __infrastructure__'
        .split(' ')
        .map((name) => `src/${name}/a.ts`),
      'src/protocols/db/a.ts',
    ],
    domain: ['src/domain/**'],
    service: [
      'src/Repository/**',
      'src/__infrastructure__/**',
      'src/clients/**',
      'src/dal/**',
      'src/dao/**',
      'src/data-access/**',
      'src/dataAccess/**',
      'src/providers/**',
      'src/repos/**',
    ],
    api: ['src/**'],
  },
  {
    name: 'the providers of a user interface, and clients that are customers',
    paths: [
      'web/providers/theme.tsx',
      'web/components/button.tsx',
      'src/domain/a.ts',
      'src/modules/clients/list.ts',
      'src/data/a.ts',
      'shop/data/products.ts',
    ],
    domain: ['src/domain/**'],
    service: ['src/data/**'],
    api: ['src/**', 'shop/**', 'web/**'],
  },
  {
    name: 'folders named domain that are none',
    paths: [
      'lib/common/domain/command.ts',
      'lib/runtimes/microservice/processes/domain/app.ts',
      'templates/blank/server/domain/sample.ts',
      'templates/blank/server/infrastructure/sample.ts',
      'plop-templates/module/domain/entity.ts',
      'tools/_templates/domain/entity.ts',
    ],
    domain: ['lib/common/domain/**'],
    service: [],
    api: ['lib/**', 'plop-templates/**', 'templates/**', 'tools/**'],
  },
  {
    name: 'handlers of domain events, beside domains',
    paths: [
      'backend/src/lib/bounded-contexts/iam/authentication/domain/user.ts',
      'backend/src/lib/bounded-contexts/iam/authentication/application/event-handlers/domain/logged-in.ts',
      'backend/src/lib/bounded-contexts/todo/todo/domain/todo.ts',
      'backend/src/lib/bounded-contexts/todo/todo/application/event-handlers/domain/added.ts',
    ],
    domain: ['backend/src/lib/bounded-contexts/*/*/domain/**'],
    service: [],
    api: ['backend/**'],
  },
  {
    name: 'modules that are called templates and processes',
    paths: ['src/modules/templates/domain/template.ts', 'src/modules/processes/domain/process.ts'],
    domain: ['src/modules/*/domain/**'],
    service: [],
    api: [],
  },
  {
    name: 'contexts that lie at different depths',
    paths: [
      'src/Contexts/Backoffice/Courses/domain/course.ts',
      'src/Contexts/Backoffice/Courses/infrastructure/elastic.ts',
      'src/Contexts/Mooc/Courses/domain/course.ts',
      'src/Contexts/Mooc/Courses/application/create.ts',
      'src/Contexts/Mooc/Courses/infrastructure/mongo.ts',
      'src/Contexts/Shared/domain/id.ts',
      'src/Contexts/Shared/infrastructure/bus.ts',
      'src/apps/mooc/backend/server.ts',
    ],
    domain: ['src/Contexts/**/domain/**'],
    service: ['src/Contexts/**/infrastructure/**'],
    api: ['src/**'],
  },
]

const filesOf = (paths: readonly string[]): Files => Object.fromEntries(paths.map((path) => [path, E]))

describe('init recognises folders by their names', () => {
  for (const { name, paths, domain, service, api } of named)
    test(name, async (t) => {
      const folder = await newcomer(t, filesOf(paths))
      const { layers } = await written(folder)
      assert.deepEqual({ domain: layers.domain, service: layers.service, api: layers.api }, { domain, service, api })
      const { code, stdout } = await checkHere(folder)
      assert.equal(code, 0, stdout)
    })

  test('does not take a folder with projects for the service', async (t) => {
    const folder = await newcomer(t, {
      'domain/order.ts': E,
      'services/mail/package.json': '{}',
      'services/mail/send.ts': E,
      'clients/web/package.json': '{}',
      'clients/web/infra/http.ts': E,
    })
    assert.deepEqual((await written(folder)).layers.service, ['clients/web/infra/**'])
  })

  test('leads through every package, however wide its patterns are, so that the dependencies of each are known', async (t) => {
    const folder = await newcomer(t, {
      'packages/orders/package.json': '{ "dependencies": { "pg": "8" } }',
      'packages/orders/src/domain/order.ts': 'export const pgPool = 1\n',
      'packages/mail/package.json': '{}',
      'packages/mail/src/send.ts': E,
      'tools/a/deep/package.json': '{}',
      'tools/a/deep/run.ts': E,
    })
    const { layers } = await written(folder)
    assert.deepEqual(layers.api, ['packages/*/**', 'tools/a/deep/**'])
    assert.deepEqual(packageFolders(folder, Object.values(layers).flat()), [
      'packages/mail',
      'packages/orders',
      'tools/a/deep',
    ])
    assert.match((await checkHere(folder)).stdout, /tech-name-in-domain/)
  })

  test('does not ignore the config of a tool by a pattern that would take it out of a package of the domain', async (t) => {
    const folder = await newcomer(t, {
      'packages/domain/package.json': '{}',
      'packages/domain/index.ts': E,
      'packages/domain/src/order.ts': E,
      'packages/domain/tsup.config.ts': "import 'node:fs'\n",
      'packages/web/src/page.ts': E,
    })
    const { layers, ignored } = await written(folder)
    assert.deepEqual(layers.domain, ['packages/domain/index.ts', 'packages/domain/src/**'])
    assert.deepEqual(ignored, ['packages/*/*.config.*'])
  })

  test('puts a new folder into the api without listing it', async (t) => {
    const folder = await newcomer(t, filesOf(['src/domain/a.ts', 'src/http/b.ts']))
    await written(folder)
    await write(folder, { 'src/graphql/c.ts': E })
    const { code, stdout } = await checkHere(folder)
    assert.equal(code, 0, stdout)
  })
})
