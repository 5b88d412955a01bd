using System.CommandLine;
using Compliance.Search.Settings;

namespace Compliance.Auditctl.Commands;

/// <summary>Which search index: from the settings, or another address of it from the command line.</summary>
internal sealed class IndexOptions(string description = IndexOptions.Usual)
{
    private const string Usual = "Elasticsearch's address; left out: elasticsearch.url of the settings, whose key, authorities and prefix hold in any case";
    private readonly Option<string> _url = new("--elasticsearch") { Description = description };

    public void AddTo(Command command) => command.Options.Add(_url);

    public bool IsNamed(VerbContext context) => context.Parsed.GetValue(_url) is not null;

    public ElasticsearchSettings Settings(VerbContext context)
    {
        if (context.Parsed.GetValue(_url) is not { } text)
            return context.Settings.Elasticsearch ?? throw new UsageException("Which index? Give --elasticsearch URL, or --config FILE with elasticsearch: {url: …}.");
        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url is { Scheme: "http" or "https", UserInfo: "" }
            ? (context.Settings.Elasticsearch ?? new ElasticsearchSettings { Url = url }) with { Url = url }
            : throw new UsageException("--elasticsearch must be an address such as https://search.example:9200, without a name or password in it.");
    }
}
