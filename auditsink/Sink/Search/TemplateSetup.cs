using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Compliance.Search.Http;
using Compliance.Search.Settings;
using Compliance.Store;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Search;

/// <summary>
/// Puts the templates in place before the first document goes out; tries until it is done. A template is put where there is none, over an
/// older one, and over one of the same version that other settings made; a newer one stays, so that two versions of the sink may run side
/// by side. Where the settings want the server to delete what is old, its lifecycle is part of it.
/// <code>
/// lifecycle wanted? --offered--> policy --> components --> index template
///              \----not offered--> (auto) the sink's own job; (elasticsearch) an error in the log, and again
/// </code>
/// One use.
/// </summary>
internal sealed class TemplateSetup(IndexClient client, ElasticsearchSettings settings, Backoff backoff, TimeProvider time, ILogger log)
{
    /// <summary>Whether the sink itself is to delete what is old.</summary>
    public async Task<bool> RunAsync(CancellationToken stop)
    {
        var hasLifecycle = await HasLifecycleAsync(stop);
        if (settings.ManageTemplates)
        {
            foreach (var template in SearchMapping.Templates(settings, hasLifecycle))
                await PutAsync(template.Path, template.Body, stop);
        }

        return settings.Retention is { } && !hasLifecycle;
    }

    private async Task<bool> HasLifecycleAsync(CancellationToken stop)
    {
        if (settings.Retention is not { } retention || retention.By == RetentionOwner.Sink)
            return false;
        if (!settings.ManageTemplates)
            return true;
        while (true)
        {
            var answer = await client.AskAsync(HttpMethod.Get, "_ilm/status", null, stop);
            if (answer.IsOk && answer.Json().ContainsKey("operation_mode"))
                return true;
            // A server that does not know the question has no lifecycle.
            var isUnknown = answer.Status is HttpStatusCode.BadRequest or HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;
            if (isUnknown && retention.By == RetentionOwner.Auto)
                return false;
            await PauseAsync("_ilm/status", answer, stop);
        }
    }

    private async Task PutAsync(string path, JsonObject body, CancellationToken stop)
    {
        while (true)
        {
            var answer = await client.AskAsync(HttpMethod.Get, path, null, stop);
            if (answer.Status == HttpStatusCode.NotFound || (answer.IsOk && IsOlder(answer.Json(), body)))
                answer = await client.AskAsync(HttpMethod.Put, path, body, stop);
            if (answer.IsOk)
                return;
            await PauseAsync(path, answer, stop);
        }
    }

    private Task PauseAsync(string path, IndexAnswer answer, CancellationToken stop)
    {
        var pause = backoff.Next();
        log.TemplateAgain(path, answer.ToString(), pause.TotalSeconds);
        return Task.Delay(pause, time, stop);
    }

    // Both kinds of templates answer in a list of one, a policy in a map of one; what we wrote is somewhere below.
    private static bool IsOlder(JsonObject answer, JsonObject ours)
    {
        var meta = SearchMapping.MetaOf(ours);
        var theirs = Below(answer).OfType<JsonObject>().FirstOrDefault(node => node.ContainsKey(SearchMapping.VersionKey) && node.ContainsKey(SearchMapping.ContentKey));
        if (theirs is null)
            return true;
        var (version, content) = (Text(theirs, SearchMapping.VersionKey), Text(theirs, SearchMapping.ContentKey));
        return !int.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < SearchMapping.Version
            || (number == SearchMapping.Version && content != Text(meta, SearchMapping.ContentKey));
    }

    private static string? Text(JsonObject node, string key) => node[key]?.ToString();

    private static IEnumerable<JsonNode?> Below(JsonNode? node) => node switch
    {
        JsonObject map => map.Select(pair => pair.Value).SelectMany(Below).Prepend(map),
        JsonArray list => list.SelectMany(Below),
        _ => [],
    };
}
