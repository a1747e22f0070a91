import { execFileSync } from 'node:child_process'
import { cpSync, globSync, rmSync } from 'node:fs'
import { join } from 'node:path'

// Builds the package in the current folder: its JavaScript and types, beside the other files that it reads at run time.
rmSync('dist', { recursive: true, force: true })
execFileSync('tsc', ['-p', 'tsconfig.build.json'], { stdio: 'inherit' })
for (const path of globSync('**/*.{bash,zsh,fish}', { cwd: 'src' })) cpSync(join('src', path), join('dist', path))
