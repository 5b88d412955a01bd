using System.CommandLine;
using Compliance.Auditctl.Access;
using Compliance.Auditctl.Settings;
using Compliance.Store;

namespace Compliance.Auditctl.Commands;

/// <summary>The options of every verb that reads the archive, and what they say together with the settings file.</summary>
internal sealed class CommonOptions
{
    private readonly Option<string> _config = new("--config", "-c") { Description = "The settings file" };
    private readonly Option<string> _archive = new("--archive") { Description = "The archive's folder or bucket (s3://BUCKET/PREFIX?endpoint=URL&region=NAME); left out: archive.path of the settings" };
    private readonly Option<string> _user = new("--as") { Description = "Who asks, as it is recorded; left out: the system's user, who is recorded beside it in any case" };
    private readonly Option<string> _reason = new("--reason") { Description = "Why it is asked, as it is recorded: a case, a ticket" };
    private readonly Option<bool> _unrecorded = new("--unrecorded") { Description = "Answer without recording this use; only where the settings say access.unrecordedAllowed" };
    private readonly Option<bool> _json = new("--json") { Description = "Print JSON" };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _archive, _config, _user, _reason, _unrecorded, _json })
            command.Options.Add(option);
    }

    public VerbContext Open(ParseResult parsed, Progress progress, TimeProvider time)
    {
        var settings = Settings(parsed.GetValue(_config));
        var reason = parsed.GetValue(_reason);
        var archive = parsed.GetValue(_archive) ?? settings.Archive;
        if (settings.ReasonRequired && string.IsNullOrWhiteSpace(reason))
            throw new UsageException("The settings ask for a reason (access.reasonRequired): give --reason \"…\".");
        var log = Log(parsed, settings, archive, time);
        return new VerbContext(parsed, archive, settings, parsed.GetValue(_json), new AccessRecorder(log, parsed.GetValue(_user), reason, time), progress);
    }

    private IAccessLog? Log(ParseResult parsed, CtlSettings settings, string? archive, TimeProvider time)
    {
        if (parsed.GetValue(_unrecorded))
        {
            return settings.UnrecordedAllowed
                ? null
                : throw new UsageException("--unrecorded is not allowed: the settings file (--config) does not say access: {unrecordedAllowed: true}.");
        }

        if (settings.Topic is { } topic)
            return new TopicAccessLog(topic, time);
        if (archive is not null && ArchiveAddress.IsBucket(archive))
            throw new UsageException("A bucket keeps no record of its uses: give --config FILE with a kafka section, whose topic takes it.");
        return archive is not null
            ? new JournalAccessLog(AccessJournal.PathIn(archive), time)
            : throw new UsageException("Where is this use to be recorded? Give --archive FOLDER, or --config FILE with a kafka section or archive: {path: FOLDER}.");
    }

    private static CtlSettings Settings(string? file)
    {
        if (file is null)
            return CtlSettings.None;
        var (settings, problems) = CtlSettingsLoader.Load(file);
        return settings ?? throw new UsageException(string.Join('\n', problems));
    }
}
