using System.CommandLine;
using Compliance.Gateway.Commands;

namespace Compliance.Gateway.Tests.Kms;

/// <summary>The verb <c>key</c>, run inside the test.</summary>
internal static class KeyCommand
{
    public static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await CommandTree.InvokeAsync(["key", .. arguments], TimeProvider.System, new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
