using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Compliance.Gateway;

/// <summary>
/// What a proxy is started with. <see cref="File"/> names the settings in problems, and relative paths in them start at its folder;
/// <see cref="Text"/> null: the settings are read from it.
/// </summary>
public sealed record GatewayOptions(string File)
{
    public string? Text { get; init; }
    public TimeProvider Time { get; init; } = TimeProvider.System;
    public ILoggerFactory Logs { get; init; } = NullLoggerFactory.Instance;
}
