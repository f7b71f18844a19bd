using ThreadStore.Compare;

return await CompareTool.RunAsync(args).ConfigureAwait(false);
