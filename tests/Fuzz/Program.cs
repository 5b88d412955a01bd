using Compliance.Fuzz.Engine;
using Xunit.Runner.InProc.SystemConsole;

// A word first asks for a campaign, as README.md says; nothing, or an option, for the tests, as in every other test project.
if (args is [var word, ..] && word[0] is not ('-' or '@' or ':'))
    return FuzzCommand.Run(args);
if (args.Contains("--server") || args.Contains("--internal-msbuild-node"))
    return await Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, Compliance.Fuzz.SelfRegisteredExtensions.AddSelfRegisteredExtensions);
return await ConsoleRunner.Run(args);
