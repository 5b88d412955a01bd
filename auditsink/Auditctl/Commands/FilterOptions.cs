using System.CommandLine;

namespace Compliance.Auditctl.Commands;

/// <summary>The conditions that an auditor may give, the same for every verb that takes some.</summary>
internal sealed class FilterOptions
{
    private const string Star = "; * stands for any characters";
    private readonly Option<string[]> _who = Words("--who", $"Principals, as User:name or the name alone{Star}");
    private readonly Option<string[]> _topic = Words("--topic", $"Topics{Star}");
    private readonly Option<string[]> _class = Words("--class", $"Classes of data met in the records, masked or in clear{Star}");
    private readonly Option<string[]> _outcome = Words("--outcome", "success, failure or unknown");
    private readonly Option<string[]> _action = Words("--action", "Actions, such as kafka.fetch, kafka.produce, authn.*, audit.*");
    private readonly Option<string[]> _purpose = Words("--purpose", $"Purposes of client applications; of audit.* events the reason given{Star}");
    private readonly Option<string[]> _ip = Words("--ip", $"Addresses of clients, such as 10.1.*{Star}");
    private readonly Option<string[]> _client = Words("--client-id", $"Client ids{Star}");
    private readonly Option<string[]> _exemption = Words("--exemption", $"Exceptions under which values stayed clear{Star}");
    private readonly Option<string[]> _grant = Words("--grant", $"Break-glass grants that were open to who asked, as desk-names/3{Star}");
    private readonly Option<Guid[]> _event = new("--event-id") { Description = "Ids of single events", CustomParser = result => [.. result.Tokens.Select(token => EventIdText.Parse(result, token.Value, "--event-id: "))] };
    private readonly Option<bool> _masked = new("--masked") { Description = "Only events in which values were masked" };
    private readonly Option<bool> _clear = new("--clear") { Description = "Only events in which protected values went out in clear" };
    private readonly Option<bool> _denied = new("--denied") { Description = "Only what a rule refused" };
    private readonly Option<DateTimeOffset?> _since;
    private readonly Option<DateTimeOffset?> _until;

    public FilterOptions(TimeProvider time)
    {
        (_since, _until) = (Time("--since", "The earliest time", time), Time("--until", "The time before which", time));
        _outcome.AcceptOnlyFromAmong("success", "failure", "unknown");
    }

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _who, _topic, _class, _outcome, _action, _purpose, _ip, _client, _exemption, _grant, _event, _masked, _clear, _denied, _since, _until })
            command.Options.Add(option);
    }

    public Option<DateTimeOffset?> Until => _until;

    public AccessQuery Read(ParseResult parsed, string archive) => parsed.GetValue(_since) >= parsed.GetValue(_until)
        ? throw new UsageException("--since must be before --until.")
        : new()
        {
            Archive = archive,
            Who = parsed.GetValue(_who) ?? [],
            Topic = parsed.GetValue(_topic) ?? [],
            Class = parsed.GetValue(_class) ?? [],
            Outcome = parsed.GetValue(_outcome) ?? [],
            Action = parsed.GetValue(_action) ?? [],
            Purpose = parsed.GetValue(_purpose) ?? [],
            Ip = parsed.GetValue(_ip) ?? [],
            Client = parsed.GetValue(_client) ?? [],
            Exemption = parsed.GetValue(_exemption) ?? [],
            Grant = parsed.GetValue(_grant) ?? [],
            EventId = parsed.GetValue(_event) ?? [],
            Masked = parsed.GetValue(_masked),
            Clear = parsed.GetValue(_clear),
            Denied = parsed.GetValue(_denied),
            Since = parsed.GetValue(_since),
            Until = parsed.GetValue(_until),
        };

    private static Option<string[]> Words(string name, string description) => new(name) { Description = description };

    public static Option<DateTimeOffset?> Time(string name, string description, TimeProvider time) => new(name)
    {
        Description = $"{description}: {TimeText.Forms}",
        CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (TimeText.Parse(text, time.GetUtcNow()) is { } parsed)
                return parsed;
            result.AddError($"{name}: '{text}' is no time. Write {TimeText.Forms}.");
            return null;
        },
    };
}
