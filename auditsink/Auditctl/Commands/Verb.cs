using System.CommandLine;
using Compliance.Auditctl.Access;
using Compliance.Ledger;
using Compliance.Signing;

namespace Compliance.Auditctl.Commands;

/// <summary>Runs a verb and turns whatever ends it into a message and an exit code.</summary>
internal static class Verb
{
    public static void Set(Command command, CommonOptions common, Tools tools, Func<VerbContext, CancellationToken, Task<int>> run)
    {
        common.AddTo(command);
        command.SetAction((parsed, stop) => Task.Run(() => RunAsync(parsed, common, tools, run, stop), CancellationToken.None));
    }

    /// <summary>A verb that reads nothing of an archive: its use is no use of the audit log and is not recorded.</summary>
    public static void SetBare(Command command, Func<ParseResult, TextWriter, TextWriter, CancellationToken, Task<int>> run) => command.SetAction(async (parsed, stop) =>
    {
        var (output, error) = (parsed.InvocationConfiguration.Output, parsed.InvocationConfiguration.Error);
        try
        {
            return await run(parsed, output, error, stop);
        }
        catch (Exception e) when (Code(e) is { } code)
        {
            await error.WriteLineAsync(e is OperationCanceledException ? "Stopped." : e.Message);
            return code;
        }
    });

    /// <summary>The exit code of what may end a verb; null: a fault of the program.</summary>
    private static int? Code(Exception e) => e switch
    {
        UsageException => ExitCode.Usage,
        ArchiveException or LedgerException or SigningException or InvalidDataException or IOException or UnauthorizedAccessException => ExitCode.Unreadable,
        NotRecordedException => ExitCode.NotRecorded,
        OperationCanceledException => ExitCode.Stopped,
        _ => null,
    };

    private static async Task<int> RunAsync(
        ParseResult parsed, CommonOptions common, Tools tools, Func<VerbContext, CancellationToken, Task<int>> run, CancellationToken stop)
    {
        var error = parsed.InvocationConfiguration.Error;
        var progress = new Progress(error, tools.ErrorIsSeen, tools.Time);
        try
        {
            using var context = common.Open(parsed, progress, tools.Time);
            try
            {
                return await run(context, stop);
            }
            catch (Exception e) when (e is not NotRecordedException)
            {
                await context.FailedAsync();
                throw;
            }
            finally
            {
                progress.Clear();
            }
        }
        catch (Exception e) when (Code(e) is { } code)
        {
            await error.WriteLineAsync(e is OperationCanceledException ? "Stopped; nothing half is left behind." : e.Message);
            return code;
        }
    }
}
