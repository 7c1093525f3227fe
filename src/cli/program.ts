import { Command, InvalidArgumentError, Option } from "commander";
import packageJson from "../../package.json" with { type: "json" };
import type { Format, JudgementFormat } from "../report/index.ts";
import {
  CHECK_HELP,
  CONFIG_HELP,
  DIFF_HELP,
  EVAL_HELP,
  EXPLAIN_HELP,
  INIT_HELP,
  LIST_HELP,
  PROGRAM_HELP,
  REVIEW_HELP,
} from "./help.ts";
import type {
  CheckOptions,
  ConfigOptions,
  DiffOptions,
  EvalOptions,
  ExplainOptions,
  InitOptions,
  ListOptions,
  ReviewOptions,
} from "./options.ts";

/** In the order of `FORMATS`; written out here so that `--help` need not load the reports. */
const formats = ["text", "markdown", "json", "csv", "dot"] as const satisfies readonly Format[];

/**
 * The command line. Commands load what they work with when they run: `--help` and a mistyped option must not wait for it.
 */
export function createProgram(): Command {
  const program = new Command("netpol")
    .description("Which network flows Kubernetes manifests allow, and which ones a change opens or closes.")
    .version(`netpol ${packageJson.version}`, "-V, --version", "print the version")
    .helpOption("-h, --help", "print help")
    .helpCommand("help [command]", "print help of a command")
    .addHelpText("after", PROGRAM_HELP)
    .showHelpAfterError("(`netpol --help` lists the commands)")
    .exitOverride();
  program.addCommand(listCommand(program));
  program.addCommand(diffCommand(program));
  program.addCommand(checkCommand(program));
  program.addCommand(reviewCommand(program));
  program.addCommand(explainCommand(program));
  program.addCommand(evalCommand(program));
  program.addCommand(configCommand(program));
  program.addCommand(initCommand(program));
  return program;
}

function listCommand(program: Command): Command {
  return oneSide(new Command("list").copyInheritedSettings(program))
    .summary("what can reach what")
    .description("Lists every flow that the manifests of one directory allow.")
    .argument("<directory>", "directory with manifests, or one file such as a dump of a cluster")
    .addOption(colorOption())
    .addOption(formatOption(formats))
    .addOption(focusOption())
    .addOption(failOnErrorsOption())
    .addHelpText("after", LIST_HELP)
    .showHelpAfterError("(`netpol list --help` shows examples)")
    .action(async (directory: string, options: ListOptions) => {
      const { list } = await import("./commands/list.ts");
      await list(directory, options);
    });
}

function diffCommand(program: Command): Command {
  return twoSides(new Command("diff").copyInheritedSettings(program))
    .summary("which flows a change opens and closes")
    .description("Compares two directories, two revisions of a git repository, or a revision with the working tree.")
    .argument("<what...>", "`<before> <after>`, `<base>..<head>`, `<base>...<head>` or `<base>`")
    .option("--repo <path>", "git repository of the revisions (default: the one around the current directory)")
    .addOption(colorOption())
    .addOption(formatOption(formats))
    .addOption(focusOption())
    .addOption(exitCodeOption())
    .addOption(failOnErrorsOption())
    .addHelpText("after", DIFF_HELP)
    .showHelpAfterError("(`netpol diff --help` shows examples)")
    .action(async (what: readonly string[], options: DiffOptions) => {
      const { diff } = await import("./commands/diff.ts");
      await diff(what, options);
    });
}

function checkCommand(program: Command): Command {
  return twoSides(new Command("check").copyInheritedSettings(program))
    .summary("whether a change makes the network worse than the rules allow")
    .description("Judges a change by the rules; what was so before it is counted, and never fails.")
    .argument("<what...>", "before and after, as in `netpol diff`")
    .option("--repo <path>", "git repository of the revisions (default: the one around the current directory)")
    .addOption(colorOption())
    .addOption(formatOption(["text", "markdown", "json", "sarif", "junit"]))
    .addHelpText("after", CHECK_HELP)
    .showHelpAfterError("(`netpol check --help` shows examples)")
    .action(async (what: readonly string[], options: CheckOptions) => {
      const { check } = await import("./commands/check.ts");
      await check(what, options);
    });
}

function reviewCommand(program: Command): Command {
  return new Command("review")
    .copyInheritedSettings(program)
    .helpOption("-h, --help", "print help")
    .summary("the review of a pull request on GitHub")
    .description("Reviews a pull request as the GitHub App does, without a server or a clone.")
    .argument("<pull-request>", "its web address, on github.com or an Enterprise Server")
    .addOption(colorOption())
    .addOption(formatOption(formats))
    .option("--publish", "write the comment and the check run on the pull request, as far as the token may")
    .addOption(exitCodeOption())
    .addOption(failOnErrorsOption())
    .addHelpText("after", REVIEW_HELP)
    .showHelpAfterError("(`netpol review --help` shows examples)")
    .action(async (address: string, options: ReviewOptions) => {
      const { review } = await import("./commands/review.ts");
      await review(address, options);
    });
}

function explainCommand(program: Command): Command {
  return twoSides(new Command("explain").copyInheritedSettings(program))
    .summary("why one connection is possible or not")
    .description("Says which policies isolate both ends of a connection, and which rule grants it or comes nearest.")
    .argument("<from>", "where the connection starts")
    .argument("<to>", "where it goes: `<endpoint>[:<port>[/<protocol>]]`")
    .argument("[what...]", "before and after, as in `netpol diff`")
    .option("--in <directory>", "directory with manifests; instead of before and after")
    .option("--repo <path>", "git repository of the revisions (default: the one around the current directory)")
    .addOption(colorOption())
    .addOption(formatOption(["text", "markdown"]))
    .addHelpText("after", EXPLAIN_HELP)
    .showHelpAfterError("(`netpol explain --help` shows examples)")
    .action(async (from: string, to: string, what: readonly string[], options: ExplainOptions) => {
      const { explain } = await import("./commands/explain.ts");
      await explain(from, to, what, options);
    });
}

function evalCommand(program: Command): Command {
  return (
    oneSide(new Command("eval").copyInheritedSettings(program))
      .summary("verdicts for a list of connections, as JSON")
      .description("Answers a JSON list of probes; for scripts and tests.")
      .requiredOption("--in <directory>", "directory with manifests")
      .requiredOption("--probes <file>", "JSON list of probes; `-` reads standard input")
      // Taken like everywhere, though there is nothing to colour.
      .addOption(colorOption().hideHelp())
      .addHelpText("after", EVAL_HELP)
      .showHelpAfterError("(`netpol eval --help` shows the form of a probe)")
      .action(async (options: EvalOptions) => {
        const { evaluate } = await import("./commands/eval.ts");
        await evaluate(options);
      })
  );
}

function configCommand(program: Command): Command {
  return new Command("config")
    .copyInheritedSettings(program)
    .helpOption("-h, --help", "print help")
    .summary("whether the configuration is valid, and what is in force")
    .description("Reads the configuration as the other commands do, and prints every setting with where it comes from.")
    .argument("[what]", "directory, or a revision of a git repository (default: the current directory)")
    .addOption(new Option("--check", "only say whether it is valid").conflicts("print"))
    .option("--print", "print what is in force (the default)")
    .option("--config <file>", "read this file instead")
    .option("--repo <path>", "git repository of the revision; its working tree when none is named")
    .addOption(colorOption())
    .addOption(formatOption(["text", "markdown"]))
    .addHelpText("after", CONFIG_HELP)
    .showHelpAfterError("(`netpol config --help` shows examples)")
    .action(async (what: string | undefined, options: ConfigOptions) => {
      const { config } = await import("./commands/config.ts");
      await config(what, options);
    });
}

function initCommand(program: Command): Command {
  return new Command("init")
    .copyInheritedSettings(program)
    .helpOption("-h, --help", "print help")
    .summary("writes a configuration to start from")
    .description(
      "Writes a commented `.github/netpol.yml` fitted to the manifests as they stand; never over another one.",
    )
    .argument("[directory]", "root of what is read", ".")
    .option("--namespace <name>", "namespace of objects that name none", toNamespace, "default")
    .addHelpText("after", INIT_HELP)
    .showHelpAfterError("(`netpol init --help` shows examples)")
    .action(async (directory: string, options: InitOptions) => {
      const { init } = await import("./commands/init.ts");
      await init(directory, options);
    });
}

function oneSide(command: Command): Command {
  return common(command, "of the directory");
}

function twoSides(command: Command): Command {
  return common(command, "of the directory, or of the base side");
}

/** `place`: where the configuration is when none is named. */
function common(command: Command, place: string): Command {
  return command
    .helpOption("-h, --help", "print help")
    .option("--config <file>", `configuration (default: \`.github/netpol.yml\` ${place})`)
    .addOption(rootOption())
    .option("--namespace <name>", "namespace of objects that name none", toNamespace, "default");
}

function colorOption(): Option {
  return new Option("--no-color", "no colours, not even on a terminal");
}

function formatOption(choices: readonly (Format | JudgementFormat)[]): Option {
  return new Option("--format <format>", "form of the result").choices(choices).default("text");
}

function focusOption(): Option {
  return new Option("--focus <endpoint>", "only flows from or to these endpoints").argParser(collected);
}

function rootOption(): Option {
  const text = "only this root, such as `overlays/prod`; `*` stands for letters other than `/`, `**` for any";
  return new Option("--root <name>", text).argParser(collected);
}

/** One after the other, as often as the option is given. */
function collected(value: string, previous: readonly string[] | undefined): readonly string[] {
  return [...(previous ?? []), value];
}

function exitCodeOption(): Option {
  return new Option("--exit-code", "end with status 1 when flows differ, those of new and gone workloads included");
}

function failOnErrorsOption(): Option {
  return new Option("--fail-on-errors", "end with status 3 when something was not evaluated");
}

/** Source: Kubernetes "Object Names and IDs", RFC 1123 label names. */
function toNamespace(value: string): string {
  if (/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value)) return value;
  throw new InvalidArgumentError("It is no name of a namespace.");
}
