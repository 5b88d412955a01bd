using System.Text;
using Compliance.Events;
using DuckDB.NET.Data;

namespace Compliance.Auditctl;

/// <summary>
/// The question as SQL. Columns come from the event's own table; every word of the auditor is a bound parameter, only the files' paths are
/// written out.
/// </summary>
internal sealed class AccessSql
{
    private readonly List<object> _parameters = [];
    private readonly List<string> _conditions = [];

    public AccessSql(AccessQuery query)
    {
        if (query.Since is { } since)
            _conditions.Add($"{Column("@timestamp")} >= {Bind(since.UtcDateTime)}");
        if (query.Until is { } until)
            _conditions.Add($"{Column("@timestamp")} < {Bind(until.UtcDateTime)}");
        Any(query.Who, who => $"({Matches(Column("user.name"), who)} or {Matches(Column("user.name"), "User:" + who)})");
        Any(query.Topic, topic => Matches(Column("kafka.topic.name"), topic));
        Any(query.Outcome, outcome => Matches(Column("event.outcome"), outcome));
        Any(query.Action, action => Matches(Column("event.action"), action));
        Any(query.Class, name => $"len(list_filter({Column("data.classes")} || {Column("data.clear_classes")}, lambda x: {Matches("x", name)})) > 0");
    }

    /// <summary>The archive's column of that ECS field.</summary>
    public static string Column(string path) => EventFields.InOrder.First(field => field.Path == path).Column;

    public string Count(IReadOnlyList<string> files) => $"select count(*) {From(files)}";

    public string Rows(IReadOnlyList<string> files, int limit) =>
        $"select {string.Join(", ", AccessReader.Columns)} {From(files)} order by {Column("@timestamp")} desc, {Column("event.id")} desc limit {limit}";

    public void BindTo(DuckDBCommand command)
    {
        foreach (var parameter in _parameters)
            command.Parameters.Add(new DuckDBParameter(parameter));
    }

    // Older files may lack newer columns.
    private string From(IReadOnlyList<string> files)
    {
        var sql = new StringBuilder("from read_parquet([");
        sql.AppendJoin(", ", files.Select(path => $"'{path.Replace("'", "''", StringComparison.Ordinal)}'"));
        sql.Append("], union_by_name = true, hive_partitioning = false)");
        if (_conditions.Count > 0)
            sql.Append(" where ").AppendJoin(" and ", _conditions);
        return sql.ToString();
    }

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
