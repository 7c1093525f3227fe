import { describe, expect, it } from "vitest";
import { lines, onlyPolicy, readText, withoutOrigins } from "./files.ts";

/** A policy `shop/db` with this spec, in flow style; it starts on line 4. */
function policy(spec: string): string {
  return `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db, namespace: shop}\nspec: ${spec}\n`;
}

function messages(text: string): readonly string[] {
  return readText(text).diagnostics.map((diagnostic) => diagnostic.message);
}

/** The API server's words only. */
function errors(spec: string): readonly string[] {
  return messages(policy(spec)).map((message) =>
    message.replace("NetworkPolicy shop/db is invalid and not evaluated: ", ""),
  );
}

describe("a valid policy", () => {
  it("becomes a value with all defaults and places", () => {
    const text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata:
  name: db
spec:
  podSelector:
    matchLabels:
      app: db
  ingress:
    - from:
        - podSelector:
            matchLabels: {app: web}
        - ipBlock:
            cidr: 10.0.0.0/8
            except: [10.1.0.0/16]
      ports:
        - port: 5432
        - protocol: UDP
          port: dns
        - port: 8000
          endPort: 8010
`;
    const at = (line: number, column: number): object => ({ path: "a.yaml", line, column });
    expect(readText(text).diagnostics).toEqual([]);
    expect(onlyPolicy(readText(text))).toEqual({
      namespace: "default",
      name: "db",
      subject: { requirements: [{ key: "app", operator: "In", values: ["db"] }] },
      subjectOrigin: at(6, 3),
      typesOrigin: at(1, 1),
      ingress: [
        {
          peers: [
            {
              type: "pods",
              namespaces: null,
              pods: { requirements: [{ key: "app", operator: "In", values: ["web"] }] },
              origin: at(11, 11),
            },
            {
              type: "ipBlock",
              cidr: { family: 4, first: 0x0a000000n, last: 0x0affffffn },
              except: [{ family: 4, first: 0x0a010000n, last: 0x0a01ffffn }],
              origin: at(13, 11),
            },
          ],
          ports: [
            { type: "range", protocol: "TCP", first: 5432, last: 5432, origin: at(17, 11) },
            { type: "name", protocol: "UDP", name: "dns", origin: at(18, 11) },
            { type: "range", protocol: "TCP", first: 8000, last: 8010, origin: at(20, 11) },
          ],
          origin: at(10, 7),
        },
      ],
      egress: null,
      origin: at(1, 1),
    });
  });

  it.each([
    ["no spec at all", "", "{policyTypes: [Ingress]}"],
    [
      "null everywhere",
      "{podSelector: null, ingress: null, egress: null, policyTypes: null}",
      "{policyTypes: [Ingress]}",
    ],
    ["empty lists", "{ingress: [], egress: [], policyTypes: []}", "{policyTypes: [Ingress]}"],
    ["a null rule", "{ingress: [null]}", "{ingress: [{}]}"],
    ["null peers", "{ingress: [{from: null, ports: []}]}", "{ingress: [{}]}"],
    ["a null port", "{ingress: [{ports: [null]}]}", "{ingress: [{ports: [{protocol: TCP}]}]}"],
    ["egress rules without types", "{egress: [{}]}", "{egress: [{}], policyTypes: [Ingress, Egress]}"],
    ["types written twice", "{policyTypes: [Egress, Egress]}", "{policyTypes: [Egress]}"],
    ["port and endPort alike", "{ingress: [{ports: [{port: 5, endPort: 5}]}]}", "{ingress: [{ports: [{port: 5}]}]}"],
    [
      "every port by number",
      "{ingress: [{ports: [{port: 1, endPort: 65535}]}]}",
      "{ingress: [{ports: [{protocol: TCP}]}]}",
    ],
    ["a null label value", "{podSelector: {matchLabels: {app: null}}}", '{podSelector: {matchLabels: {app: ""}}}'],
    [
      "selectors in another order",
      "{podSelector: {matchLabels: {b: x}, matchExpressions: [{key: a, operator: NotIn, values: [z, w, z]}]}}",
      "{podSelector: {matchExpressions: [{key: a, operator: NotIn, values: [w, z]}, {key: b, operator: In, values: [x]}]}}",
    ],
  ])("reads %s as what it means", (_, one, other) => {
    expect(withoutOrigins(onlyPolicy(readText(policy(one))))).toEqual(
      withoutOrigins(onlyPolicy(readText(policy(other)))),
    );
  });

  it("tells absent, empty and null selectors of a peer apart", () => {
    const spec =
      "{ingress: [{from: [{podSelector: {}}, {namespaceSelector: {}}, {namespaceSelector: {}, podSelector: null}]}]}";
    expect(withoutOrigins(onlyPolicy(readText(policy(spec))).ingress)).toEqual([
      {
        peers: [
          { type: "pods", namespaces: null, pods: { requirements: [] } },
          { type: "pods", namespaces: { requirements: [] }, pods: { requirements: [] } },
          { type: "pods", namespaces: { requirements: [] }, pods: { requirements: [] } },
        ],
        ports: null,
      },
    ]);
  });
});

describe("what the API server refuses", () => {
  it("is not evaluated; all errors come in its order, at the offending values", () => {
    const text = `apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: db, namespace: shop}
spec:
  policyTypes: [In]
  ingress:
    - from:
        - {}
      ports:
        - port: 0
        - protocol: tcp
`;
    expect(readText(text).cluster.policies).toEqual([]);
    const start = "error invalid-object NetworkPolicy shop/db is invalid and not evaluated: ";
    expect(lines(readText(text).diagnostics)).toEqual([
      `a.yaml:10:17 ${start}spec.ingress[0].ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive`,
      `a.yaml:11:21 ${start}spec.ingress[0].ports[1].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP"`,
      `a.yaml:8:11 ${start}spec.ingress[0].from[0]: Required value: must specify a peer`,
      `a.yaml:5:17 ${start}spec.policyTypes[0]: Unsupported value: "In": supported values: "Ingress", "Egress"`,
    ]);
  });

  it.each([
    [
      '{ingress: [{ports: [{port: "80"}]}]}',
      ['spec.ingress[0].ports[0].port: Invalid value: "80": must contain at least one letter (a-z)'],
    ],
    [
      "{ingress: [{ports: [{port: -a}]}]}",
      ['spec.ingress[0].ports[0].port: Invalid value: "-a": must not begin or end with a hyphen'],
    ],
    [
      '{ingress: [{ports: [{protocol: ""}]}]}',
      ['spec.ingress[0].ports[0].protocol: Unsupported value: "": supported values: "TCP", "UDP", "SCTP"'],
    ],
    [
      "{ingress: [{ports: [{port: http, endPort: 90}]}]}",
      ["spec.ingress[0].ports[0].endPort: Invalid value: 90: may not be specified when `port` is non-numeric"],
    ],
    ["{egress: [{to: [{ipBlock: {}}]}], policyTypes: [Egress]}", ["spec.egress[0].to[0].ipBlock.cidr: Required value"]],
    [
      "{egress: [{to: [{ipBlock: {cidr: 10.0.0.0/8, except: [11.0.0.0/16, 10.0.0.0/7, 'x']}}]}], policyTypes: [Egress]}",
      [
        'spec.egress[0].to[0].ipBlock.except[0]: Invalid value: "11.0.0.0/16": must be a strict subset of `cidr`',
        'spec.egress[0].to[0].ipBlock.except[1]: Invalid value: "10.0.0.0/7": must be a strict subset of `cidr`',
        'spec.egress[0].to[0].ipBlock.except[2]: Invalid value: "x": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)',
      ],
    ],
    [
      "{ingress: [{from: [{ipBlock: {cidr: 10.0.0.0/8}, podSelector: {}}]}]}",
      ["spec.ingress[0].from[0]: Forbidden: may not specify both ipBlock and another peer"],
    ],
    [
      "{podSelector: {matchExpressions: [{key: a, operator: Exists, values: [x]}, {key: a, operator: Gt}]}}",
      [
        "spec.podSelector.matchExpressions[0].values: Forbidden: may not be specified when `operator` is 'Exists' or 'DoesNotExist'",
        'spec.podSelector.matchExpressions[1].operator: Invalid value: "Gt": not a valid selector operator',
      ],
    ],
    [
      "{podSelector: {matchLabels: {a/b: -}}}",
      [
        'spec.podSelector.matchLabels: Invalid value: "-": a valid label must be an empty string or consist of alphanumeric characters, ' +
          "'-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', " +
          "regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
      ],
    ],
    [
      "{policyTypes: [Ingress, Egress, Egress]}",
      ['spec.policyTypes: Invalid value: ["Ingress","Egress","Egress"]: may not specify more than two policyTypes'],
    ],
  ])("%s", (spec, expected) => expect(errors(spec)).toEqual(expected));

  it("includes metadata", () => {
    const text = (metadata: string): string =>
      `{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: ${metadata}}`;
    const grammar =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and " +
      "end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
      "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";
    expect(messages(text("{namespace: a.b}"))).toEqual([
      "NetworkPolicy without a name is invalid and not evaluated: metadata.name: Required value: name or generateName is required",
      'NetworkPolicy without a name is invalid and not evaluated: metadata.namespace: Invalid value: "a.b": must not contain dots',
    ]);
    expect(messages(text("{name: Db}"))).toEqual([
      `NetworkPolicy Db is invalid and not evaluated: metadata.name: Invalid value: "Db": ${grammar}`,
    ]);
    expect(
      messages(
        text(
          "{name: db.v1, labels: {'': x}, annotations: {EXAMPLE.com/x: z}, finalizers: [orphan, foregroundDeletion]}",
        ),
      ),
    ).toEqual([
      'NetworkPolicy db.v1 is invalid and not evaluated: metadata.labels: Invalid value: "": name part must be non-empty',
      expect.stringContaining('metadata.labels: Invalid value: "": name part must consist of alphanumeric characters'),
      "NetworkPolicy db.v1 is invalid and not evaluated: metadata.finalizers: Invalid value: " +
        '["orphan","foregroundDeletion"]: finalizer orphan and foregroundDeletion cannot be both set',
    ]);
    const owner = (name: string): string => `{apiVersion: v1, kind: A, name: ${name}, uid: u, controller: true}`;
    expect(messages(text(`{name: db, ownerReferences: [{kind: A}, ${owner("x")}, ${owner("z")}]}`))).toEqual([
      expect.stringContaining("metadata.ownerReferences[0].apiVersion: Required value: must not be empty"),
      expect.stringContaining("metadata.ownerReferences[0].name: Required value: must not be empty"),
      expect.stringContaining("metadata.ownerReferences[0].uid: Required value: must not be empty"),
      expect.stringContaining(
        'Only one reference can have Controller set to true. Found "true" in references for A/x and A/z',
      ),
    ]);
  });
});

describe("what does not decode", () => {
  it.each([
    [
      "{podSelector: {matchLabels: {on: true}}}",
      "cannot unmarshal bool into Go struct field spec.podSelector.matchLabels of type string",
    ],
    [
      "{podSelector: {matchLabels: {v: 1}}}",
      "cannot unmarshal number into Go struct field spec.podSelector.matchLabels of type string",
    ],
    ["{podSelector: []}", "cannot unmarshal array into Go struct field spec.podSelector of type object"],
    ["{ingress: {}}", "cannot unmarshal object into Go struct field spec.ingress of type array"],
    ["{ingress: [x]}", "cannot unmarshal string into Go struct field spec.ingress[0] of type object"],
    [
      "{ingress: [{ports: [{port: 80.5}]}]}",
      "cannot unmarshal number 80.5 into Go struct field spec.ingress[0].ports[0].port of type int32",
    ],
    [
      "{ingress: [{ports: [{port: true}]}]}",
      "cannot unmarshal bool into Go struct field spec.ingress[0].ports[0].port of type int32",
    ],
    [
      "{ingress: [{ports: [{port: 1, endPort: x}]}]}",
      "cannot unmarshal string into Go struct field spec.ingress[0].ports[0].endPort of type int32",
    ],
    [
      "{ingress: [{ports: [{port: 4294967376}]}]}",
      "cannot unmarshal number 4294967376 into Go struct field spec.ingress[0].ports[0].port of type int32",
    ],
    ["text", "cannot unmarshal string into Go struct field spec of type object"],
  ])("%s", (spec, expected) => {
    const reading = readText(policy(spec));
    expect(reading.cluster.policies).toEqual([]);
    expect(reading.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(["error invalid-object"]);
    expect(reading.diagnostics[0]?.message).toContain(
      `NetworkPolicy shop/db is not evaluated because it cannot be decoded: ${expected}`,
    );
  });

  it("says how a label value becomes text", () => {
    expect(messages(policy("{podSelector: {matchLabels: {v: 1}}}"))).toEqual([
      "NetworkPolicy shop/db is not evaluated because it cannot be decoded: cannot unmarshal number into Go struct field " +
        "spec.podSelector.matchLabels of type string (YAML reads `1` here; put the text in quotes)",
    ]);
  });
});

describe("what is evaluated, but hardly as meant", () => {
  it.each([
    [
      "{podSelector: {}, ingress: [{from: [{namespaceSelector: {matchlabels: {team: a}}}]}]}",
      'unknown field "spec.ingress[0].from[0].namespaceSelector.matchlabels" is ignored; write `matchLabels`',
    ],
    ["{podSelector: {app: db}}", 'unknown field "spec.podSelector.app" is ignored; write labels under `matchLabels`'],
    [
      "{podSelector: {}, ports: [{port: 80}]}",
      'unknown field "spec.ports" is ignored; `ports` belongs in a rule of `ingress` or `egress`: check the indentation',
    ],
    [
      "{ingress: [{port: [{port: 80}]}]}",
      'unknown field "spec.ingress[0].port" is ignored; write a list `ports`, whose items have `port`',
    ],
    ["{ingress: [{form: []}]}", 'unknown field "spec.ingress[0].form" is ignored; did you mean `from`?'],
    ["{ingress: [{frmo: []}]}", 'unknown field "spec.ingress[0].frmo" is ignored; did you mean `from`?'],
    ["{ingress: [{wrong: []}]}", 'unknown field "spec.ingress[0].wrong" is ignored'],
    ["{policytypes: [Egress]}", 'unknown field "spec.policytypes" is ignored; did you mean `policyTypes`?'],
    [
      "{ingress: [{to: []}]}",
      'unknown field "spec.ingress[0].to" is ignored; `to` belongs in a rule of `egress`: check the indentation',
    ],
    [
      "{ingress: [{ports: [{Port: 80}]}]}",
      'unknown field "spec.ingress[0].ports[0].Port" is ignored; did you mean `port`?',
    ],
  ])("an unknown field: %s", (spec, expected) => {
    const reading = readText(policy(spec));
    expect(reading.cluster.policies.length).toBe(1);
    expect(reading.diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual(["warning unknown-field"]);
    expect(reading.diagnostics[0]?.message).toBe(`NetworkPolicy shop/db: ${expected}`);
  });

  it("finds fields at the wrong level of the object", () => {
    const text = "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: {name: db}\npolicyTypes: [Egress]\n";
    expect(lines(readText(text).diagnostics)).toEqual([
      'a.yaml:4:1 warning unknown-field NetworkPolicy db: unknown field "policyTypes" is ignored; ' +
        "`policyTypes` belongs in `spec`: check the indentation",
    ]);
  });

  it("reports unknown fields of an invalid object too, for they explain it", () => {
    const spec = "{ingress: [{from: [{podSelector: null, matchLabels: {app: web}}]}]}";
    expect(readText(policy(spec)).diagnostics.map(({ severity, code }) => `${severity} ${code}`)).toEqual([
      "error invalid-object",
      "warning unknown-field",
    ]);
  });

  it.each([
    [
      "{policyTypes: [Ingress], egress: [{}]}",
      "4:33",
      "egress rules have no effect, because `policyTypes` does not name `Egress`",
    ],
    [
      "{policyTypes: [Egress], ingress: [{}]}",
      "4:32",
      "ingress rules have no effect, because `policyTypes` does not name `Ingress`",
    ],
  ])("rules of a direction that policyTypes omits: %s", (spec, _place, expected) => {
    const [diagnostic] = readText(policy(spec)).diagnostics;
    expect(diagnostic).toMatchObject({ severity: "warning", code: "rule-ignored", line: 4 });
    expect(diagnostic?.message).toContain(expected);
  });

  it("egress rules that close ingress as a side effect", () => {
    expect(readText(policy("{egress: [{}]}")).diagnostics).toMatchObject([
      { severity: "notice", code: "implied-ingress-deny", line: 4, column: 8 },
    ]);
    expect(readText(policy("{egress: [{}], ingress: [{}]}")).diagnostics).toEqual([]);
    expect(readText(policy("{egress: [{}], policyTypes: [Ingress, Egress]}")).diagnostics).toEqual([]);
  });

  it("CIDRs that newer versions refuse", () => {
    const spec = "{ingress: [{from: [{ipBlock: {cidr: 192.168.1.7/24}}]}]}";
    expect(onlyPolicy(readText(policy(spec))).ingress?.[0]?.peers).toMatchObject([
      { cidr: { family: 4, first: 0xc0a80100n, last: 0xc0a801ffn } },
    ]);
    expect(readText(policy(spec)).diagnostics).toMatchObject([
      {
        severity: "warning",
        code: "ambiguous-cidr",
        message:
          "NetworkPolicy shop/db: `192.168.1.7/24` is read as `192.168.1.0/24`; write that, for Kubernetes 1.36 and later " +
          "refuse the present form in new objects (spec.ingress[0].from[0].ipBlock.cidr: Invalid value: " +
          '"192.168.1.7/24": must not have bits set beyond the prefix length)',
      },
    ]);
  });
});

describe("templates", () => {
  it.each([
    [
      '{podSelector: {matchLabels: {app: "{{ .Values.app }}"}}}',
      "`spec.podSelector.matchLabels.app` holds the template `{{ .Values.app }}`",
    ],
    ["{podSelector: {matchLabels: {app: $(APP)}}}", "`spec.podSelector.matchLabels.app` holds the template `$(APP)`"],
    ["{ingress: [{ports: [{port: '${PORT}'}]}]}", "`spec.ingress[0].ports[0].port` holds the template `${PORT}`"],
    ["{ingress: '{{ .Values.rules }}'}", "`spec.ingress` holds the template `{{ .Values.rules }}`"],
  ])("are named and never evaluated: %s", (spec, expected) => {
    const reading = readText(policy(spec));
    expect(reading.cluster.policies).toEqual([]);
    expect(reading.diagnostics.map(({ severity, code, message }) => `${severity} ${code} ${message}`)).toEqual([
      `error templated NetworkPolicy shop/db is not evaluated: ${expected}; render the manifests before they are read`,
    ]);
  });

  it("in annotations change nothing", () => {
    const text =
      "{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: db, annotations: {a: '{{ x }}'}}}";
    expect(readText(text).diagnostics).toEqual([]);
    expect(onlyPolicy(readText(text)).name).toBe("db");
  });
});
