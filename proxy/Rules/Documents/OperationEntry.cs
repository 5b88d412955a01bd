using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

internal readonly record struct OperationEntry(Operation Operation, Text Text);
