using Compliance.Gateway.Settings;
using Compliance.Gateway.Settings.Checks;
using Compliance.Rules;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Serving;

/// <summary>
/// Reads the settings again and brings them into force, or leaves everything as it is and says why: each problem in the log, the refusal
/// in the evidence and the metrics. Owner: the reload loop, one reading at a time.
/// </summary>
internal sealed class Reloader(Func<LoadedSettings> read, Action<ActivePlan> apply, ReloadEvents events, ReloadMetrics metrics, ILogger log)
{
    /// <summary>True: what was read is in force. <paramref name="sources"/>: what was read, to be compared with later.</summary>
    public bool TryReload(ActivePlan running, out ActivePlan plan, out SourceFiles? sources)
    {
        plan = running;
        sources = null;
        try
        {
            var loaded = read();
            sources = loaded.Sources;
            var problems = loaded.Problems;
            if (loaded.Plan is { } next && Check(running, next, loaded.Document!) is var news)
            {
                problems = [.. problems, .. news];
                if (news.Count == 0)
                {
                    events.Keep(next);
                    apply(next);
                    plan = next;
                }
            }

            Report(running, plan, problems, loaded.Unapproved);
        }
        catch (PortsTakenException e)
        {
            foreach (var (_, text) in e.Failures)
                log.ReloadRefused(text);
            Refuse(running);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            log.ReloadRefused(e.Message);
            Refuse(running);
        }
        catch (Exception e)
        {
            // Whatever it is, the process that serves must not end of it.
            log.ReloadDefect(e.GetType().ToString(), e.StackTrace);
            Refuse(running);
        }

        return !ReferenceEquals(plan, running);
    }

    /// <summary>Returns once the evidence of the last reading is durable.</summary>
    public ValueTask DurableAsync() => events.DurableAsync();

    private List<Problem> Check(ActivePlan running, ActivePlan next, SettingsDocument document)
    {
        var problems = new ProblemList();
        ReloadCheck.Run(running, next, document, problems);
        return [.. problems.Sorted([]), .. events.Check(next)];
    }

    private void Report(ActivePlan running, ActivePlan plan, IReadOnlyList<Problem> problems, IReadOnlyList<string> unapproved)
    {
        foreach (var problem in problems)
        {
            if (problem.Severity == Severity.Error)
                log.ReloadRefused(problem.ToString());
            else
                log.ReloadWarned(problem.ToString());
        }

        if (ReferenceEquals(plan, running))
        {
            foreach (var route in unapproved)
                events.Unapproved(running, route);
            Refuse(running);
            return;
        }

        log.Reloaded(plan.Sha256, plan.Routes.Length);
        events.Succeeded(plan);
        metrics.Succeeded();
    }

    private void Refuse(ActivePlan running)
    {
        events.Refused(running);
        metrics.Refused();
    }
}
