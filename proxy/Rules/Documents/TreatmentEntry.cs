using Compliance.Rules.Compiled;

namespace Compliance.Rules.Documents;

internal sealed record TreatmentEntry(Treatment Treatment, Place Place);
