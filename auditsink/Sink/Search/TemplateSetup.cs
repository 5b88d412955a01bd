using Compliance.AuditSink.Settings;
using Microsoft.Extensions.Logging;

namespace Compliance.AuditSink.Search;

/// <summary>Puts the templates in place before the first document goes out; tries until it is done.</summary>
internal static class TemplateSetup
{
    public static async Task RunAsync(
        BulkClient client, ElasticsearchSettings settings, Backoff backoff, TimeProvider time, ILogger log, CancellationToken stop)
    {
        if (!settings.ManageTemplates)
            return;
        foreach (var (path, body) in SearchMapping.Templates(settings))
        {
            while (await client.PutAsync(path, body, stop) is var status && (int)status is < 200 or >= 300)
            {
                var pause = backoff.Next();
                log.TemplateAgain(path, (int)status, pause.TotalSeconds);
                await Task.Delay(pause, time, stop);
            }
        }
    }
}
