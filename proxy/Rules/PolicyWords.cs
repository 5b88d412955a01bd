using Compliance.Rules.Compiled;
using Compliance.Rules.Documents;

namespace Compliance.Rules;

/// <summary>Words of the language, for who writes about policies. Stateless.</summary>
public static class PolicyWords
{
    /// <param name="format">A single one.</param>
    public static string Format(ValueFormats format) => FormatNames.Of(format);
}
