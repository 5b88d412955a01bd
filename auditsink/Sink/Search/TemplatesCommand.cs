using System.Text.Json;
using System.Text.Json.Nodes;
using Compliance.AuditSink.Settings;
using Compliance.Search.Http;
using Compliance.Search.Settings;

namespace Compliance.AuditSink.Search;

/// <summary><c>auditsink templates</c>: for whoever sets Elasticsearch up by other hands than the sink's. Stateless.</summary>
internal static class TemplatesCommand
{
    private const int Failed = 1;
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static async Task<int> RunAsync(SinkSettings? settings, bool put, TextWriter output, TextWriter error, CancellationToken stop)
    {
        if (settings?.Elasticsearch is not { } elasticsearch)
        {
            if (settings is not null)
                await error.WriteLineAsync("The settings have no section elasticsearch: there is nothing to set up.");
            return Failed;
        }

        // Whoever sets up says whether the server has a lifecycle.
        var templates = SearchMapping.Templates(elasticsearch, elasticsearch.Retention?.By == RetentionOwner.Elasticsearch);
        if (put)
            return await PutAsync(elasticsearch, templates, output, error, stop);
        var all = new JsonObject();
        foreach (var (path, body) in templates)
            all[path] = body;
        await output.WriteLineAsync(all.ToJsonString(Indented));
        return 0;
    }

    private static async Task<int> PutAsync(
        ElasticsearchSettings settings, IEnumerable<(string Path, JsonObject Body)> templates, TextWriter output, TextWriter error, CancellationToken stop)
    {
        using var client = new IndexClient(settings);
        foreach (var (path, body) in templates)
        {
            var answer = await client.AskAsync(HttpMethod.Put, path, body, stop);
            if (!answer.IsOk)
            {
                await error.WriteLineAsync($"Elasticsearch at {client.Address.Authority} does not take {path}: {answer}.");
                return Failed;
            }

            await output.WriteLineAsync($"PUT {path}");
        }

        return 0;
    }
}
