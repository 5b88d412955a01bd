using System.Collections.Immutable;
using Compliance.Rules.Documents;

namespace Compliance.Rules.Describing;

/// <summary>Writes policies as pages of plain language. Pure.</summary>
public sealed class PolicyDescriber
{
    private readonly ImmutableArray<PolicyDocument> _documents;

    internal PolicyDescriber(ImmutableArray<PolicyDocument> documents)
    {
        _documents = documents;
    }

    /// <summary>A page for each file, one after the other.</summary>
    public void WriteMarkdown(TextWriter output) => MarkdownPage.Write(_documents.SelectMany(PolicyPage.Of), output);

    /// <summary>All of them on one page.</summary>
    public void WriteHtml(TextWriter output) =>
        HtmlPage.Write(string.Join(", ", _documents.Select(d => d.Header.Title?.Value)), _documents.SelectMany(PolicyPage.Of), output);
}
