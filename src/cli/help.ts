/** The part of each help text that shows how a command is used. */

const STATUS = `
Status:
  0  done
  2  bad usage, nothing could be analysed, or the result could not be written`;

const ENDPOINTS = `
Endpoints:
  internet                    any public address
  10.0.0.7, 10.0.0.0/8        an address or a block of them
  shop/web                    a workload, when only one has this name
  shop/Deployment/web         a workload of this kind; shop/Pod/web-0 is one pod
  shop/*                      everything in a namespace
  'shop/{app=web}'            pods with these labels: key=value, key in (a,b), key, !key`;

const ERRORS = `
An error is
  an object that the API server would refuse, such as a NetworkPolicy of extensions/v1beta1
  a template that is not rendered, or text that is no YAML
  a file that may hold manifests, or a directory, that could not be read
  a kustomization or a chart that cannot be rendered
Policies of other kinds are none: the result names them.
`;

export const PROGRAM_HELP = `
Examples:
  netpol list k8s/                             what can reach what
  netpol diff main..HEAD                       what this branch opens and closes
  netpol diff main                             the same for the working tree
  netpol check main...HEAD                     whether it makes the network worse
  netpol review https://github.com/acme/gitops/pull/12
                                               what a pull request opens and closes
  netpol explain shop/web shop/db:5432 main    why a connection is possible or not, before and after
  netpol config                                what is configured, and where
  kubectl get ns,no,po,deploy,sts,ds,netpol -A -o yaml > dump.yaml && netpol list dump.yaml

Results go to standard output, messages to standard error.
\`netpol <command> --help\` shows the options and examples of a command.
`;

export const LIST_HELP = `${ENDPOINTS}

Examples:
  netpol list k8s/
  netpol list k8s/ --focus shop/db             only flows from or to the workload
  netpol list k8s/ --focus internet --format csv
  netpol list k8s/ --format dot | dot -Tsvg > flows.svg
${STATUS}
  3  with --fail-on-errors: the manifests hold an error (see below)
${ERRORS}`;

export const DIFF_HELP = `${ENDPOINTS}

Examples:
  netpol diff before/ after/                   two directories
  netpol diff main..HEAD                       two revisions of the repository around this directory
  netpol diff main...HEAD                      HEAD against where it branched off from main
  netpol diff main                             main against the working tree
  netpol diff --repo ../shop v1.4..v1.5 --format markdown
  netpol diff main..HEAD --focus 'shop/*' --exit-code
  netpol diff main...HEAD --fail-on-errors     also a check that every object is valid

Status:
  0  done
  1  with --exit-code: flows differ, those of new and gone workloads included
  2  bad usage, nothing could be analysed, or the result could not be written
  3  with --fail-on-errors: the head holds an error (see below), whether or not flows differ
${ERRORS}`;

export const CHECK_HELP = `
A finding is a regression when the head has it and the base had not. Rules have the level failure, warning, notice or
off; \`rules:\` in the configuration of the base side changes it. docs/rules/ describes each.

Examples:
  netpol check main...HEAD                     HEAD against where it branched off from main
  netpol check main                            main against the working tree
  netpol check before/ after/ --format json
  netpol check main...HEAD --format sarif      for GitHub code scanning; \`junit\` for the test reports of a CI

Status:
  0  no regression of level failure
  1  at least one
  2  bad usage, nothing could be analysed, or a file that the change touches holds an error, so that nobody can tell
`;

export const REVIEW_HELP = `
What is compared is the test merge with its base; where there is none, as on a conflict, the head with the commit where
it branched off. The configuration is that of the base.

The token comes from the environment, as for \`gh\`: GH_TOKEN or GITHUB_TOKEN for github.com, GH_ENTERPRISE_TOKEN or
GITHUB_ENTERPRISE_TOKEN for the Enterprise Server that GH_HOST names. It must be able to read contents and pull requests; to publish, it must be able
to write pull requests (the comment) and checks (the check run, which only a token of an app can make; that of a
workflow of GitHub Actions is one).

Formats:
  text                   as in \`netpol diff\`, and below it what the rules found, as in \`netpol check\`
  json, csv, dot         as in \`netpol diff\`
  markdown               the comment that --publish writes

Examples:
  GH_TOKEN=$(gh auth token) netpol review https://github.com/acme/gitops/pull/12
  netpol review https://github.example.com/acme/gitops/pull/12 --format markdown
  netpol review https://github.com/acme/gitops/pull/12 --publish

Status:
  0  done
  1  with --exit-code: flows differ, those of new and gone workloads included
  2  bad usage, nothing could be analysed, or the result could not be written or published; the pull request could not
     be read, for lack of a token or permission, or because GitHub's rate limit was reached
  3  with --fail-on-errors: the head holds an error (see below), whether or not flows differ
${ERRORS}`;

export const EXPLAIN_HELP = `${ENDPOINTS}

The protocol is TCP when none is given. Addresses of IPv6 stand in brackets before a port: [fd00::1]:443.

Examples:
  netpol explain shop/web shop/db:5432 --in k8s/
  netpol explain internet shop/web:443 --in k8s/
  netpol explain shop/web kube-system/coredns:53/UDP --in k8s/
  netpol explain shop/web shop/db:5432 before/ after/
  netpol explain shop/web shop/db:5432 main..HEAD
${STATUS}
`;

export const EVAL_HELP = `
A probe: {"from": "shop/web", "to": "shop/Pod/db-0", "port": 5432, "protocol": "TCP", "family": 4}
  from, to   \`ns/Kind/name\`, \`ns/name\` when unambiguous, or an IP address; a pod of a dump is \`ns/Pod/name\`
  port       1 to 65535; not needed for protocols without ports
  protocol   TCP when left out
  family     4 or 6; when left out, the one both ends share
  note       anything; means nothing
Other keys are refused, so that a mistyped one is not taken for one that is left out.
The answer is the same list, each probe with
  verdict    allow, deny, unknown (the manifests lack a fact) or undefined (Kubernetes does not say)
  because    a few words on why

Examples:
  netpol eval --in k8s/ --probes probes.json
  echo '[{"from": "shop/web", "to": "shop/db", "port": 5432}]' | netpol eval --in k8s/ --probes -
${STATUS}
`;

export const CONFIG_HELP = `
Examples:
  netpol config                                what is in force in this directory, and which line says so
  netpol config --check                        whether it is valid: each mistake with its line and the nearest key
  netpol config main                           what judges a change of main
  netpol config --check --config new.yml

Status:
  0  valid, or there is none
  2  a mistake, bad usage, or it could not be read
`;

export const INIT_HELP = `
Examples:
  netpol init                                  writes .github/netpol.yml, all of it comments
  netpol config --check                        whether it is still valid once edited

Status:
  0  written
  2  there is one already, bad usage, or it could not be read or written
`;
