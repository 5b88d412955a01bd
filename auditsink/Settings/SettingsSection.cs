using System.Globalization;

namespace Compliance.Settings;

/// <summary>
/// One map of the settings file, read key by key. Every problem is noted, none ends the reading; <see cref="Done"/> notes the keys that
/// nobody asked for. Not thread-safe.
/// </summary>
internal sealed class SettingsSection
{
    private readonly string _file;
    private readonly string _name;
    private readonly List<SettingsProblem> _problems;
    private readonly Dictionary<string, YamlValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlText> _unread = new(StringComparer.Ordinal);
    private readonly YamlMap _map;
    private readonly List<string> _known = [];

    public SettingsSection(string file, string name, YamlMap map, List<SettingsProblem> problems)
    {
        (_file, _name, _map, _problems) = (file, name, map, problems);
        foreach (var (key, value) in map.Entries)
        {
            if (_values.TryAdd(key.Text, value))
                _unread.Add(key.Text, key);
            else
                Report(key, $"{Path(key.Text)} stands here a second time; keep one of them.");
        }
    }

    /// <summary>The value, or null and a problem where it is missing.</summary>
    public string? Required(string key)
    {
        var text = Text(key);
        if (text is null && !_values.ContainsKey(key))
            Report(_map, $"{Path(key)} is missing.");
        return text;
    }

    public string? Text(string key)
    {
        switch (Take(key))
        {
            case YamlText { Text.Length: > 0 } text:
                return Secrets.Resolve(text.Text, problem => Report(text, $"{Path(key)}: {problem}"));
            case { } other:
                Report(other, $"{Path(key)} must be a word or a number, not empty.");
                return null;
            default:
                return null;
        }
    }

    /// <summary>A text that may stand in the file only as a reference.</summary>
    public string? Secret(string key)
    {
        if (_values.GetValueOrDefault(key) is YamlText { Text.Length: > 0 } text && !Secrets.IsReference(text.Text))
        {
            Take(key);
            Report(text, $"{Path(key)} is a secret and may not stand here in clear: write ${{env:NAME}} or ${{file:PATH}}.");
            return null;
        }

        return Text(key);
    }

    public long Number(string key, long least, long most, long missing)
    {
        if (Text(key) is not { } text)
            return missing;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
            return number;
        Report(_values[key], $"{Path(key)} must be a whole number from {least} to {most}.");
        return missing;
    }

    public bool Flag(string key, bool missing)
    {
        if (Text(key) is not { } text)
            return missing;
        if (text is "true" or "false")
            return text == "true";
        Report(_values[key], $"{Path(key)} must be true or false.");
        return missing;
    }

    /// <summary>One word, or a list of them.</summary>
    public IReadOnlyList<string> Words(string key)
    {
        if (_values.GetValueOrDefault(key) is not YamlList list)
            return Required(key) is { } text ? [text] : [];
        Take(key);
        if (list.Items.Count == 0 || list.Items.Any(item => item is not YamlText { Text.Length: > 0 }))
            Report(list, $"{Path(key)} must be a list of at least one word.");
        return [.. list.Items.OfType<YamlText>().Select(item => item.Text)];
    }

    /// <summary>Keys of a map whose keys are free.</summary>
    public IEnumerable<string> Names => _values.Keys;

    /// <summary>A map within; null where it is missing.</summary>
    public SettingsSection? Section(string key)
    {
        switch (Take(key))
        {
            case YamlMap map:
                return new SettingsSection(_file, Path(key), map, _problems);
            case { } other:
                Report(other, $"{Path(key)} must be a map of settings.");
                return null;
            default:
                return null;
        }
    }

    /// <summary>All entries of a map whose keys are free.</summary>
    public IReadOnlyDictionary<string, string> All() =>
        _values.Keys.Select(key => (key, text: Text(key))).Where(pair => pair.text is not null).ToDictionary(pair => pair.key, pair => pair.text!);

    public void Done()
    {
        foreach (var (key, at) in _unread)
            Report(at, $"{Path(key)} is unknown. Known here: {string.Join(", ", _known.Order(StringComparer.Ordinal))}.");
    }

    public void Report(string key, string text) => Report(_values.GetValueOrDefault(key) ?? _map, $"{Path(key)} {text}");

    private YamlValue? Take(string key)
    {
        _known.Add(key);
        _unread.Remove(key);
        return _values.GetValueOrDefault(key);
    }

    private string Path(string key) => _name.Length == 0 ? key : $"{_name}.{key}";

    private void Report(YamlValue at, string text) => _problems.Add(new(_file, at.Line, at.Column, text));
}
