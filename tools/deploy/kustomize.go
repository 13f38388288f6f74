package main

import (
	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// buildKustomization prints what "kubectl apply -k FOLDER" would send.
func buildKustomization(folder string) error {
	objects, err := krusty.MakeKustomizer(krusty.MakeDefaultOptions()).Run(filesys.MakeFsOnDisk(), folder)
	if err != nil {
		return err
	}
	documents, err := objects.AsYaml()
	if err != nil {
		return err
	}
	print(documents)
	return nil
}
