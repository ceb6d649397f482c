import importX, { createNodeResolver } from 'eslint-plugin-import-x'
import tseslint from 'typescript-eslint'
import { mayImport } from './infra/lint/rules.ts'

// One list for each of these two rules: a later block for the same files would replace the list, not add to it.
const bannedSyntax = [
  {
    selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^(mock|doMock|hoisted)$/]",
    message: 'Modules are not mocked by path: hand a port in.',
  },
]
const bannedProperties = [
  { object: 'process', property: 'env', message: 'The environment is read in main/settings.ts: take settings as arguments.' },
]

export default tseslint.config(
  { ignores: ['**/node_modules/**', '.hopline/**', '.servers/**', 'coverage/**', 'schemas/types.ts', 'schemas/bundled.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  tseslint.configs.recommended,
  {
    plugins: { 'import-x': importX, hopline: { rules: { 'may-import': mayImport } } },
    settings: {
      // Without it no-cycle finds nothing in TypeScript, and says nothing.
      'import-x/extensions': ['.ts', '.js'],
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [createNodeResolver({ extensions: ['.ts', '.js', '.json'] })],
    },
    rules: {
      'hopline/may-import': 'error',
      'import-x/no-cycle': 'error',
      'no-restricted-syntax': ['error', ...bannedSyntax],
      'no-restricted-properties': ['error', ...bannedProperties],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', ignoreRestSiblings: true }],
    },
  },
  {
    files: ['main/settings.ts', 'infra/**', '**/*.test.ts', '**/*.for-tests.ts', '*.config.ts'],
    rules: { 'no-restricted-properties': 'off' },
  },
)
