import type { Command } from 'commander';

export const shells = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof shells)[number];

interface Completed {
  readonly name: string;
  readonly summary: string;
  readonly options: readonly { readonly flag: string; readonly summary: string }[];
  /** Completed with the names of instruments, found as files. */
  readonly takesParts: boolean;
  readonly words: readonly string[];
}

/** What can be typed, from the very commands that parse it. */
export const completedOf = (program: Command): Completed[] =>
  program.commands.map((command) => ({
    name: command.name(),
    summary: command.summary() || command.description(),
    options: command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ long, short, description }) => {
        const flag = long ?? short;
        return flag === undefined ? [] : [{ flag, summary: description }];
      }),
    takesParts: ['explain', 'context', 'log'].includes(command.name()),
    words: [
      ...command.commands.map((one) => one.name()),
      ...command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []),
    ],
  }));

export function completionScript(program: Command, shell: Shell): string {
  const commands = completedOf(program);
  return { bash, zsh, fish }[shell](commands);
}

const names = (commands: readonly Completed[]): string => commands.map(({ name }) => name).join(' ');

/** `ensembles/research/chart.md` → `research/chart`, `chart`; no ensemble.md and no README.md. */
const instruments = String.raw`ls ensembles/*/*.md 2>/dev/null | sed -n -e '/\/\(ensemble\|README\)\.md$/d' -e 's|^ensembles/\(.*\)/\(.*\)\.md$|\1/\2 \2|p' | tr ' ' '\n'`;

function bash(commands: readonly Completed[]): string {
  const cases = commands.map(({ name, options, words, takesParts }) => {
    const flags = options.map(({ flag }) => flag).join(' ');
    const found = takesParts ? ' $(_simphony_instruments)' : '';
    return `    ${name}) words="${[flags, ...words].join(' ')}${found}" ;;`;
  });
  return `# simphony completion bash > ~/.local/share/bash-completion/completions/simphony
_simphony_instruments() {
  ${instruments}
}
_simphony() {
  local current="\${COMP_WORDS[COMP_CWORD]}" command="" words at
  for ((at = 1; at < COMP_CWORD; at++)); do
    case "\${COMP_WORDS[at]}" in
      -C) ((at++)) ;;
      -*) ;;
      *) command="\${COMP_WORDS[at]}"; break ;;
    esac
  done
  case "$command" in
${cases.join('\n')}
    *) words="${names(commands)} --help --version -C --json" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  if [ "\${#COMPREPLY[@]}" -eq 0 ]; then COMPREPLY=($(compgen -f -- "$current")); fi
}
complete -F _simphony simphony
`;
}

/** In single quotes, as zsh and fish read them. */
const quoted = (text: string): string => `'${text.replace(/['\\]/g, String.raw`\$&`)}'`;
const zshQuoted = (text: string): string =>
  `'${text.replaceAll("'", `'\\''`).replace(/[[\]:]/g, String.raw`\$&`)}'`;

function zsh(commands: readonly Completed[]): string {
  const described = commands.map(({ name, summary }) => `    ${zshQuoted(name)}:${zshQuoted(summary)}`);
  const cases = commands.map(({ name, options, words, takesParts }) => {
    const flags = options.map(({ flag, summary }) => `${zshQuoted(flag)}:${zshQuoted(summary)}`).join(' ');
    const found = takesParts ? `\n      compadd -- \${(f)"$(_simphony_instruments)"}` : '';
    const plain = words.length === 0 ? '' : `\n      compadd -- ${words.join(' ')}`;
    return `    ${name})\n      found=(${flags})${plain}${found} ;;`;
  });
  return `#compdef simphony
# simphony completion zsh > a folder of $fpath, as _simphony
_simphony_instruments() {
  ${instruments}
}
_simphony() {
  local -a found
  if ((CURRENT == 2)); then
    found=(
${described.join('\n')}
    )
    _describe command found
    return
  fi
  case "\${words[2]}" in
${cases.join('\n')}
  esac
  _describe option found
  _files
}
if [ "\${funcstack[1]}" = _simphony ]; then _simphony "$@"; else compdef _simphony simphony; fi
`;
}

function fish(commands: readonly Completed[]): string {
  const lines = commands.flatMap(({ name, summary, options, words, takesParts }) => [
    `complete -c simphony -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ...options.map(({ flag, summary: what }) => {
      const long = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
      return `complete -c simphony -n '__fish_seen_subcommand_from ${name}' ${long} -d ${quoted(what)}`;
    }),
    ...(words.length === 0
      ? []
      : [`complete -c simphony -n '__fish_seen_subcommand_from ${name}' -f -a '${words.join(' ')}'`]),
    ...(takesParts
      ? [`complete -c simphony -n '__fish_seen_subcommand_from ${name}' -f -a '(__simphony_instruments)'`]
      : []),
  ]);
  return `# simphony completion fish > ~/.config/fish/completions/simphony.fish
function __simphony_instruments
  ${instruments}
end
${lines.join('\n')}
`;
}
