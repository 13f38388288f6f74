package main

import (
	"context"

	"github.com/compose-spec/compose-go/v2/loader"
	"github.com/compose-spec/compose-go/v2/types"
)

// checkCompose reads a file as Compose does: against the schema, with every variable of it set, and with a look at what it
// refers to. It prints the whole of what Compose understood.
func checkCompose(files []string) ([]string, error) {
	var problems []string
	for _, file := range files {
		project, err := loader.LoadWithContext(context.Background(), types.ConfigDetails{
			WorkingDir:  ".",
			ConfigFiles: []types.ConfigFile{{Filename: file}},
			Environment: types.Mapping{},
		}, func(options *loader.Options) {
			options.SetProjectName("credence", true)
		})
		if err != nil {
			problems = append(problems, file+": "+err.Error())
			continue
		}
		understood, err := project.MarshalYAML()
		if err != nil {
			return nil, err
		}
		print(understood)
	}
	return problems, nil
}
