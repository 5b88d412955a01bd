using Compliance.Events;

namespace Compliance.Auditctl.Query;

/// <summary>The conditions of a question as SQL. Every word of the auditor is a bound parameter. Not thread-safe.</summary>
internal sealed class AccessSql
{
    // Before the name of a principal, where the auditor gave the name alone.
    private const string Prefix = "User:";
    private readonly List<object> _parameters = [];
    private readonly List<string> _conditions = [];

    /// <param name="query">The question.</param>
    /// <param name="principal">Whose events, instead of those of <see cref="AccessQuery.Who"/>; null: as the question says.</param>
    public AccessSql(AccessQuery query, string? principal = null)
    {
        if (query.Since is { } since)
            NotBefore(since.UtcDateTime);
        if (query.Until is { } until)
            _conditions.Add($"{EventFields.Timestamp.Column} < {Bind(until.UtcDateTime)}");
        if (principal is not null)
            _conditions.Add($"{EventFields.Principal.Column} = {Bind(principal)}");
        else
            Any(query.Who, who => $"({Matches(EventFields.Principal.Column, who)} or {Matches(EventFields.Principal.Column, Prefix + who)})");
        Any(query.Topic, EventFields.Topic);
        Any(query.Outcome, EventFields.Outcome);
        Any(query.Action, EventFields.Action);
        Any(query.Class, name => $"len(list_filter({EventFields.DataClasses.Column} || {EventFields.ClearClasses.Column}, lambda x: {Matches("x", name)})) > 0");
        Any(query.Purpose, EventFields.Purpose);
        Any(query.Ip, EventFields.SourceIp);
        Any(query.Client, EventFields.ClientId);
        Any(query.Exemption, EventFields.ExemptionId);
        Any(query.Grant, id => $"len(list_filter(string_split({EventFields.GrantId.Column}, ' '), lambda x: {Matches("x", id)})) > 0");
        if (query.EventId.Count > 0)
            _conditions.Add($"{EventFields.Id.Column} in ({string.Join(", ", query.EventId.Select(id => Bind(id.ToString())))})");
        if (query.Masked)
            _conditions.Add($"{EventFields.MaskedValues.Column} > 0");
        if (query.Clear)
            _conditions.Add($"{EventFields.ClearValues.Column} > 0");
        if (query.Denied)
            _conditions.Add($"{EventFields.Decision.Column} = 'deny'");
    }

    /// <summary>The principals that the question's names can mean; null if it asks by pattern, or for nobody's alone.</summary>
    public static IReadOnlyList<string>? Principals(AccessQuery query) =>
        query.Who.Count == 0 || query.Who.Any(who => who.Contains('*', StringComparison.Ordinal)) ? null : [.. query.Who.SelectMany(who => new[] { who, Prefix + who }).Distinct()];

    public string Where => _conditions.Count == 0 ? "" : "where " + string.Join(" and ", _conditions);

    /// <summary>What the conditions' <c>$1</c>, <c>$2</c>, … stand for.</summary>
    public IReadOnlyList<object> Parameters => _parameters;

    public void NotBefore(long micros) => NotBefore(EventTime.Of(micros).UtcDateTime);

    private void NotBefore(DateTime time) => _conditions.Add($"{EventFields.Timestamp.Column} >= {Bind(time)}");

    private void Any(IReadOnlyList<string> values, EventField field) => Any(values, value => Matches(field.Column, value));

    private void Any(IReadOnlyList<string> values, Func<string, string> condition)
    {
        if (values.Count > 0)
            _conditions.Add($"({string.Join(" or ", values.Select(condition))})");
    }

    private string Matches(string column, string value)
    {
        if (!value.Contains('*', StringComparison.Ordinal))
            return $"{column} = {Bind(value)}";
        var pattern = value.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal)
            .Replace("_", @"\_", StringComparison.Ordinal).Replace('*', '%');
        return $@"{column} like {Bind(pattern)} escape '\'";
    }

    private string Bind(object value)
    {
        _parameters.Add(value);
        return $"${_parameters.Count}";
    }
}
