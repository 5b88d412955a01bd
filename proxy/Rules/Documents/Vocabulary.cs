namespace Compliance.Rules.Documents;

/// <summary>The keys that a part of a file may have.</summary>
/// <param name="What">What to call the part in a message: "a protect rule".</param>
/// <param name="Keys">Known keys.</param>
/// <param name="Later">Keys of the language that this version does not carry out; refused, so that nobody relies on them.</param>
public sealed record Vocabulary(string What, string[] Keys, params string[] Later)
{
    internal static readonly Vocabulary Policy = new("a policy",
        ["schema", "policy", "defaults", "people", "purposes", "classes", "keys", "protect", "access", "rows", "quotas", "audit", "retention", "tests"]);

    internal static readonly Vocabulary Header = new("'policy'", ["id", "title", "owner", "mode", "approvedBy", "reviewBy"]);

    internal static readonly Vocabulary Defaults = new("'defaults'", ["access", "onError", "unknownSchema", "unknownFields", "undeclaredPii"], "audit");

    internal static readonly Vocabulary Undeclared = new("'undeclaredPii'", ["do", "to", "detect", "minScore", "topics", "format", "in", "when"]);

    internal static readonly Vocabulary People = new("a group of people", ["principals", "mechanisms", "groups", "claims", "certificates", "networks"]);

    internal static readonly Vocabulary Certificate = new("a certificate", ["subject", "san"]);

    internal static readonly Vocabulary Purpose = new("a purpose", ["basis", "people", "clientIds"]);

    internal static readonly Vocabulary Class = new("a class", ["rules", "find"]);

    internal static readonly Vocabulary Find = new("an entry of 'find'", ["topics", "path", "schemaTag", "in", "format", "detect", "minScore"], "type");

    internal static readonly Vocabulary Key = new("a key", ["file", "env", "kms", "kek", "wrapped", "earlier"], "rotate", "onePer", "eraseWithin");

    internal static readonly Vocabulary Protect = new("a protect rule", ["id", "class", "when", "do", "except", "serves"], "onError");

    internal static readonly Vocabulary Treatment = new("'do'", ["drop", "nullify", "redact", "hash", "token", "encrypt", "mask", "pan", "email", "phone", "iban", "ip", "bucket", "round", "generalise", "shift", "synthetic"],
        "reveal");

    internal static readonly Vocabulary Mask = new("'mask'", ["keepFirst", "keepLast", "fill"]);

    internal static readonly Vocabulary Hash = new("'hash'", ["key"]);

    internal static readonly Vocabulary Token = new("'token'", ["with", "key", "alphabet", "keepFirst", "keepLast", "bind"]);

    internal static readonly Vocabulary Encrypt = new("'encrypt'", ["key", "bind", "form", "version"]);

    internal static readonly Vocabulary Pan = new("'pan'", ["bin", "last"]);

    internal static readonly Vocabulary Email = new("'email'", ["keep"]);

    internal static readonly Vocabulary KeepLast = new("'phone' or 'iban'", ["keepLast"]);

    internal static readonly Vocabulary Ip = new("'ip'", ["v4", "v6"]);

    internal static readonly Vocabulary Bucket = new("'bucket'", ["step", "top"]);

    internal static readonly Vocabulary Round = new("'round'", ["to"]);

    internal static readonly Vocabulary Generalise = new("'generalise'", ["date", "postcode", "zip"]);

    internal static readonly Vocabulary Shift = new("'shift'", ["days", "by", "key"]);

    internal static readonly Vocabulary Synthetic = new("'synthetic'", ["of", "key"]);

    internal static readonly Vocabulary Except = new("an exception", ["people", "purpose", "hours", "clientIds", "breakGlass", "do", "until", "ticket", "approvedBy"]);

    internal static readonly Vocabulary Access = new("an access rule",
        ["id", "allow", "deny", "topics", "consumerGroups", "transactionalIds", "cluster", "people", "purpose", "hours", "clientIds", "breakGlass", "unless", "serves"], "fields");

    internal static readonly Vocabulary Unless = new("'unless'", ConditionParser.Words);

    internal static readonly Vocabulary Row = new("a rule of 'rows'", ["id", "topics", "people", "purpose", "hours", "clientIds", "breakGlass", "unless", "format", "keep", "serves"]);

    internal static readonly Vocabulary Quota = new("a rule of 'quotas'", ["id", "people", "purpose", "hours", "clientIds", "breakGlass", "unless", "reveals", "read", "write", "serves"]);

    internal static readonly Vocabulary Audit = new("an audit rule", ["id", "mode", "apis", "topics", "classes", "people", "purpose", "hours", "clientIds", "breakGlass", "denied", "serves"]);

    internal static readonly Vocabulary Retention = new("a rule of 'retention'", ["id", "topics", "max", "cleanup", "serves"]);

    internal static readonly Vocabulary Test = new("a test", ["name", "as", "read", "write", "expect"]);

    internal static readonly Vocabulary As = new("'as'", ["principal", "mechanism", "groups", "claims", "certificate", "address", "group", "clientId", "purpose", "breakGlass", "at"]);

    internal static readonly Vocabulary Record = new("'read' or 'write'", ["topic", "value", "avroSchema", "protobuf", "key", "keyAvroSchema", "headers"]);

    internal static readonly Vocabulary Protobuf = new("'protobuf'", ["schema", "file", "message"]);

    internal static readonly Vocabulary Expect = new("'expect'", ["decision", "value", "key", "headers", "by", "stored", "shown", "withheld", "refused", "quarantined", "audit"]);

    internal static readonly Vocabulary Conditions = new("'stored' or 'shown'", ["absent", "differs", "matches", "equals", "key", "headers"]);

    internal static readonly Vocabulary PartConditions = new("what is expected of a key or header", ["absent", "differs", "matches", "equals"]);
}
