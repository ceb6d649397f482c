import { defineConfig } from 'vitest/config'

const onServers = { globalSetup: 'infra/local/global-setup.ts', fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }
const exclude = ['node_modules/**', '.hopline/**', '.servers/**']

export default defineConfig({
  test: {
    reporters: ['default', './infra/test/summary-reporter.ts'],
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.ts'],
          exclude: [...exclude, '**/*.integration.test.ts', '**/*.e2e.test.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: { name: 'integration', include: ['**/*.integration.test.ts'], exclude, ...onServers, sequence: { groupOrder: 1 } },
      },
      { extends: true, test: { name: 'e2e', include: ['**/*.e2e.test.ts'], exclude, ...onServers, sequence: { groupOrder: 2 } } },
    ],
  },
})
