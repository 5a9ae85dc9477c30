import { spawn } from 'node:child_process';
import { ROOT, testEnvironment } from './project';

/** What a command prints on a terminal at which a line is typed once it asks for the stack's name. */
export function atTerminal(command: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('script', ['-qec', command, '/dev/null'], {
      ...{ cwd: ROOT, env: testEnvironment(), stdio: ['pipe', 'pipe', 'pipe'] },
    });
    let told = '';
    child.stdout.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes("Type the stack's name")) child.stdin.end(`${line}\n`);
    });
    child.on('error', reject);
    child.on('close', () => {
      resolve(told);
    });
  });
}
