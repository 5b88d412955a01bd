using Compliance.Gateway.Settings;
using Compliance.Gateway.Settings.Checks;
using Compliance.Rules;
using Microsoft.Extensions.Logging;

namespace Compliance.Gateway.Serving;

/// <summary>
/// Reads the settings again and brings them into force, or leaves everything as it is, but for certificates (<see cref="Renewal"/>), and says
/// why: each problem in the log, the refusal in the evidence and the metrics. Owner: the reload loop, one reading at a time.
/// </summary>
internal sealed class Reloader(Func<LoadedSettings> read, SettingsDocument inForce, Action<ActivePlan> apply, ReloadEvents events, ReloadMetrics metrics, TimeProvider time, ILogger log)
{
    private SettingsDocument _inForce = inForce;

    /// <summary>What was refused last and why, where it is tried again though no file changes; null: it is not.</summary>
    private string? _tried;
    private bool _isRepeated;

    /// <summary>
    /// True: what was read is in force. <paramref name="sources"/>: what was read, to be compared with later. What is refused again and again because
    /// a service is away is told once, and counted each time; who asks for a reading is told in any case.
    /// </summary>
    public bool TryReload(ActivePlan running, bool isAsked, out ActivePlan plan, out SourceFiles? sources)
    {
        if (TryWhole(running, isAsked, out plan, out sources, out var known))
            return true;
        plan = Renew(running, sources ?? new SourceFiles(), known);
        var isRenewed = !ReferenceEquals(plan, running);
        if (!_isRepeated || isRenewed)
            events.Refused(plan, isRenewed);
        metrics.Refused();
        return false;
    }

    /// <summary>Returns once the evidence of the last reading is durable.</summary>
    public ValueTask DurableAsync() => events.DurableAsync();

    private bool TryWhole(ActivePlan running, bool isAsked, out ActivePlan plan, out SourceFiles? sources, out IReadOnlyList<Problem> problems)
    {
        (plan, problems) = (running, []);
        sources = null;
        _isRepeated = false;
        try
        {
            var loaded = read();
            sources = loaded.Sources;
            problems = loaded.Problems;
            if (loaded.Plan is { } next && Check(running, next, loaded.Document!) is var news)
            {
                problems = [.. problems, .. news];
                if (news.Count == 0)
                {
                    events.Keep(next);
                    apply(next);
                    (plan, _inForce) = (next, loaded.Document!);
                }
            }

            var tried = sources.IsPassing ? string.Join('\n', problems.Select(problem => problem.ToString()).Prepend(sources.Digest)) : null;
            _isRepeated = !isAsked && tried is not null && tried == _tried;
            _tried = tried;
            if (!_isRepeated)
                Report(running, plan, problems, loaded.Unapproved);
        }
        catch (PortsTakenException e)
        {
            foreach (var (_, text) in e.Failures)
                log.ReloadRefused(text);
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            log.ReloadRefused(e.Message);
        }
        catch (Exception e)
        {
            // Whatever it is, the process that serves must not end of it.
            log.ReloadDefect(e.GetType().ToString(), e.StackTrace);
        }

        return !ReferenceEquals(plan, running);
    }

    private ActivePlan Renew(ActivePlan running, SourceFiles sources, IReadOnlyList<Problem> known)
    {
        try
        {
            var renewal = new Renewal(_inForce, time);
            var next = renewal.Of(running, sources);
            foreach (var problem in renewal.Problems.Where(problem => problem.Severity == Severity.Error && !known.Any(told => told.Text == problem.Text)))
                log.ReloadRefused(problem.ToString());
            if (next is null)
                return running;
            apply(next);
            log.CertificatesRenewed(string.Join(", ", renewal.Changed));
            return next;
        }
        catch (Exception e)
        {
            log.ReloadDefect(e.GetType().ToString(), e.StackTrace);
            return running;
        }
    }

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
            return;
        }

        log.Reloaded(plan.Sha256, plan.Routes.Length);
        events.Succeeded(plan);
        metrics.Succeeded();
    }
}
